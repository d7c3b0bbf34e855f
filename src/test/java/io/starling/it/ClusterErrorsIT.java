package io.starling.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.testing.JarProcess;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that cannot be let in says why in one line, with exit code 2; those that are in do not notice. */
class ClusterErrorsIT {
    @TempDir
    private static Path directory;

    private static JarCluster cluster;

    @BeforeAll
    static void startTwoNodes() throws Exception {
        cluster = JarCluster.begin(directory, "n1", "n2");
    }

    @AfterEach
    void theOthersHaveNotNoticed() {
        assertThat(cluster.saidBy("n1")).containsExactly(List.of("n1"), List.of("n1", "n2"));
        assertThat(cluster.saidBy("n2")).containsExactly(List.of("n1", "n2"));
    }

    @AfterAll
    static void endThem() {
        cluster.close();
    }

    private static void failsWithOneLine(JarProcess process, String pattern) {
        assertThat(process.awaitExit()).isEqualTo(2);
        assertThat(process.out()).isEmpty();
        assertThat(process.err()).hasSize(1).first().asString().matches("starling: " + pattern);
    }

    @Test
    void aNameThatANodeOfTheClusterHas() throws Exception {
        JarProcess twin = cluster.launch("twin", new JsonObject().put("node", new JsonObject().put("name", "n2")));

        failsWithOneLine(
                twin, "node\\.name: \"n2\" is .*\\Q" + cluster.node("n2").cluster() + "\\E .*\"starling\".*");
    }

    @Test
    void aClusterOfAnotherName() throws Exception {
        JarProcess stray = cluster.launch("stray", flock());

        failsWithOneLine(stray, "cluster\\.name: \"flock\" is not .* 127\\.0\\.0\\.1:\\d+ .*\"bootstrap\".*");
    }

    @Test
    void aClusterOfAnotherNameThatIsMeantToBegin() throws Exception {
        JarProcess first = cluster.launch("first", flock().mergeIn(bootstrap(), true));

        assertThat(first.awaitErr(".* the node at (.*) is in another cluster than \"flock\"")
                        .group(1))
                .isIn(cluster.node("n1").cluster(), cluster.node("n2").cluster());
        first.awaitErr(".* cluster \"flock\": first at \\S+");
        first.awaitOut("STARLING READY .*");
        first.kill();
    }

    private static JsonObject flock() {
        return new JsonObject().put("cluster", new JsonObject().put("name", "flock"));
    }

    private static JsonObject bootstrap() {
        return new JsonObject().put("cluster", new JsonObject().put("bootstrap", true));
    }
}
