package io.starling.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.testing.JarProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tracker, a seed and three peers at once, each in a JVM of its own: every copy is the original. */
class SeparateJvmsIT {
    private static final int PEERS = 3;

    @TempDir
    private static Path directory;

    private static JarSwarm swarm;
    private static Path file;
    private static Path tree;

    @BeforeAll
    static void shareAFileAndADirectory() throws IOException {
        file = SampleFiles.write(directory.resolve("shared/big.bin"), 64 * SampleFiles.MIB + 12_345);
        tree = SampleFiles.writeTree(directory.resolve("shared/holiday"));
        swarm = JarSwarm.begin(directory);
        swarm.share(file, tree);
    }

    @AfterAll
    static void endThem() throws Exception {
        swarm.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"big.bin", "holiday"})
    void threeGetsAtOncePrintWhereTheirCopyIs(String name) throws IOException {
        Path original = directory.resolve("shared").resolve(name);
        List<JarProcess> gets = new ArrayList<>();
        for (int i = 0; i < PEERS; i++) {
            gets.add(swarm.get(name, directory.resolve("got-" + i)));
        }

        Map<String, String> expected = SampleFiles.sha256OfAll(original);
        for (int i = 0; i < PEERS; i++) {
            Path copy = directory.resolve("got-" + i).resolve(name).toAbsolutePath();
            assertThat(gets.get(i).awaitExit()).isZero();
            assertThat(gets.get(i).out()).containsExactlyInAnyOrderElementsOf(filesOf(copy));
            assertThat(SampleFiles.sha256OfAll(copy)).isEqualTo(expected);
        }
    }

    private static List<String> filesOf(Path copy) throws IOException {
        try (Stream<Path> all = Files.walk(copy)) {
            return all.filter(Files::isRegularFile).map(Path::toString).toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"append", "direct"})
    void threeConfiguredPeersFetchBothAtOnce(String storage) throws Exception {
        JsonObject peer = new JsonObject().put("storage", storage).put("get", JsonArray.of("big.bin", "holiday"));
        List<JarNode> nodes = new ArrayList<>();
        for (int i = 0; i < PEERS; i++) {
            nodes.add(swarm.peer(storage + "-" + i, peer));
        }

        String expected = SampleFiles.sha256(file);
        Map<String, String> expectedTree = SampleFiles.sha256OfAll(tree);
        for (int i = 0; i < PEERS; i++) {
            nodes.get(i).awaitDownloaded(2);
            Path downloads = swarm.downloads(storage + "-" + i);
            assertThat(SampleFiles.sha256(downloads.resolve("big.bin"))).isEqualTo(expected);
            assertThat(SampleFiles.sha256OfAll(downloads.resolve("holiday"))).isEqualTo(expectedTree);
        }
        for (JarNode node : nodes) {
            assertThat(node.process().terminate()).isEqualTo(143);
        }
    }
}
