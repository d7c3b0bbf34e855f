package io.starling.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.testing.JarProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several gets into one directory, as a person types them: each minds its own business. */
class OneDirectoryIT {
    @TempDir
    private Path directory;

    @Test
    void aGetLeavesAloneWhatAnotherHasInTheSameDirectory() throws Exception {
        Path one = SampleFiles.write(directory.resolve("shared/one.bin"), 100_000);
        Path other = SampleFiles.write(directory.resolve("shared/other.bin"), 100_000);
        Path to = directory.resolve("got");
        try (JarSwarm swarm = JarSwarm.begin(directory)) {
            swarm.share(one, other);
            JarProcess seeding = swarm.get("one.bin", to, "--seed");
            seeding.awaitOut(".*one\\.bin");

            JarProcess get = swarm.get("other.bin", to);

            assertThat(get.awaitExit()).isZero();
            assertThat(get.err()).noneMatch(line -> line.contains("one.bin") || line.contains("WARN"));
            assertThat(SampleFiles.sha256(to.resolve("other.bin"))).isEqualTo(SampleFiles.sha256(other));
            assertThat(seeding.isAlive()).isTrue();
        }
    }
}
