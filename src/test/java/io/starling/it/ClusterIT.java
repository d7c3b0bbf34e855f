package io.starling.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that find each other, and notice who comes and goes. */
class ClusterIT {
    @TempDir
    private Path directory;

    @Test
    void twoNodesFindEachOther() throws Exception {
        try (JarCluster cluster = JarCluster.begin(directory, "n1", "n2")) {
            assertThat(cluster.seenBy("n1")).containsExactly("n1", "n2");
            assertThat(cluster.seenBy("n2")).containsExactly("n1", "n2");

            cluster.kill("n2");
            cluster.awaitSeen(Set.of("n1"), Set.of("n1"));
            cluster.restart("n2");
            cluster.awaitTogether();
        }
    }
}
