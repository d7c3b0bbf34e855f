package io.starling.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.TransferSnapshot;
import io.starling.testing.JarProcess;
import io.starling.torrent.TransferStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes, each in a JVM of its own: what one has another one run, and what survives that each is restarted. */
class NodesIT {
    private static final String NAME = "big.bin";
    private static final int LENGTH = 40 * SampleFiles.MIB + 7;

    /** Slow enough that three restarts, some ten seconds each, happen while it is being fetched. */
    private static final int SLOW_KIBPS = 1_024;

    @TempDir
    private Path directory;

    private JarCluster cluster;
    private Path file;

    @BeforeEach
    void threeNodesOfWhichTheFirstSharesAFile() throws Exception {
        file = SampleFiles.write(directory.resolve("shared").resolve(NAME), LENGTH);
        cluster = JarCluster.begin(directory, "n1", "n2", "n3");
    }

    @AfterEach
    void endThem() {
        cluster.close();
    }

    private JarProcess deploy(String by, String on, JsonObject peer) throws Exception {
        Path options = Files.writeString(directory.resolve("peer.json"), peer.encode());
        return JarProcess.of(
                        "deploy",
                        on,
                        options.toString(),
                        "--node",
                        cluster.node(by).dashboard())
                .run();
    }

    private static JsonObject peer(String id) {
        return new JsonObject().put("id", id).put("port", 0);
    }

    private JsonObject seed() {
        return peer("seed").put("share", new JsonArray().add(file.toString()));
    }

    private static JsonObject slow(String id) {
        return peer(id).put("maxDownloadKiBps", SLOW_KIBPS).put("get", new JsonArray().add(NAME));
    }

    /** Ids of the peers of each node, as the node {@code by} tells it. */
    private Map<String, List<String>> peersSeenBy(String by) throws Exception {
        Map<String, List<String>> peers = new TreeMap<>();
        for (JsonObject node : cluster.node(by).nodes()) {
            peers.put(
                    node.getString("node"),
                    node.getJsonArray("peers", new JsonArray()).stream()
                            .map(peer -> ((JsonObject) peer).getString("peer"))
                            .toList());
        }
        return peers;
    }

    private Path downloaded(String node, String peer) {
        return directory
                .resolve(node)
                .resolve("data/peers")
                .resolve(peer)
                .resolve("downloads")
                .resolve(NAME);
    }

    @Test
    void anyNodeHasAPeerRunOnAnyOtherAndWhatIsWrongIsOneErrorThatHarmsNobody() throws Exception {
        JarProcess deployed = deploy("n1", "n3", seed());
        assertThat(deployed.awaitExit()).as(String.valueOf(deployed.err())).isZero();
        assertThat(deployed.out()).singleElement().asString().matches("seed\t127\\.0\\.0\\.1:[1-9]\\d*");
        assertThat(deploy("n3", "n2", peer("robin").put("get", new JsonArray().add(NAME)))
                        .awaitExit())
                .isZero();

        JarProcess twice = deploy("n2", "n1", peer("robin"));
        assertThat(twice.awaitExit()).isEqualTo(1);
        assertThat(twice.err()).singleElement().asString().contains("409: \"robin\" is a peer of node n2 already");
        JarProcess unknown = deploy("n2", "n1", peer("wren").put("pickr", "random"));
        assertThat(unknown.awaitExit()).isEqualTo(2);
        assertThat(unknown.err()).singleElement().asString().contains("peer.pickr: unknown key (expected one of: ");
        JarProcess nowhere = deploy("n2", "n9", peer("wren"));
        assertThat(nowhere.awaitExit()).isEqualTo(1);
        assertThat(nowhere.err())
                .singleElement()
                .asString()
                .contains("404: node: the cluster has no such node (expected one of: n1, ");

        JarProcess missing = deploy("n2", "n1", new JsonObject().put("verticle", "io.starling.None"));
        assertThat(missing.awaitExit()).isEqualTo(1);
        assertThat(missing.err()).singleElement().asString().contains("\"io.starling.None\" is not on the class path");
        JarProcess forbidden = deploy("n2", "n1", new JsonObject().put("verticle", "com.acme.Indexer"));
        assertThat(forbidden.awaitExit()).isEqualTo(2);
        assertThat(forbidden.err()).singleElement().asString().contains("(cluster.deployPackages: io.starling)");

        for (String node : List.of("n1", "n2", "n3")) {
            assertThat(peersSeenBy(node))
                    .isEqualTo(Map.of("n1", List.of("n1"), "n2", List.of("n2", "robin"), "n3", List.of("n3", "seed")));
        }
        awaitDownloaded("n1", "robin");
        assertThat(SampleFiles.sha256(downloaded("n2", "robin"))).isEqualTo(SampleFiles.sha256(file));

        aTrackerIsDeployedAndTakesOver();
    }

    /** On a node that had none when it started, of which the others take note. */
    private void aTrackerIsDeployedAndTakesOver() throws Exception {
        cluster.start("n4", new JsonObject().put("tracker", new JsonObject().put("enabled", false)));
        JsonObject options = new JsonObject().put("port", 0).put("httpPort", 0);
        JarProcess deployed = deploy("n2", "n4", new JsonObject().put("tracker", options));
        assertThat(deployed.awaitExit()).as(String.valueOf(deployed.err())).isZero();
        assertThat(deployed.out()).singleElement().asString().startsWith("tracker\t127.0.0.1:");

        List.of("n1", "n2", "n3").forEach(cluster::kill);
        Poll.until(
                "n4 has the active tracker and the catalogue of the others",
                () -> JarProcess.of("list", "--node", cluster.node("n4").dashboard())
                        .run()
                        .out(),
                lines -> lines.stream().anyMatch(line -> line.startsWith(NAME)));
    }

    @Test
    void noTransferFailsWhileEachNodeIsRestartedInTurn() throws Exception {
        assertThat(deploy("n2", "n1", seed()).awaitExit()).isZero();
        assertThat(deploy("n1", "n2", slow("robin")).awaitExit()).isZero();
        assertThat(deploy("n1", "n3", slow("wren")).awaitExit()).isZero();
        awaitBegun("n1", "robin");
        awaitBegun("n1", "wren");

        for (String node : List.of("n1", "n2", "n3")) {
            assertThat(transfers("n2"))
                    .as("transfers that are under way when " + node + " ends")
                    .anyMatch(transfer -> transfer.status() == TransferStatus.DOWNLOADING);
            assertThat(cluster.terminate(node)).as("the exit code of " + node).isEqualTo(143);
            cluster.restart(node);
            cluster.awaitTogether();
            assertThat(transfers("n2"))
                    .as("after the restart of " + node)
                    .noneMatch(transfer -> transfer.status() == TransferStatus.FAILED);
        }

        awaitDownloaded("n1", "robin");
        awaitDownloaded("n1", "wren");
        assertThat(SampleFiles.sha256(downloaded("n2", "robin"))).isEqualTo(SampleFiles.sha256(file));
        assertThat(SampleFiles.sha256(downloaded("n3", "wren"))).isEqualTo(SampleFiles.sha256(file));
        assertThat(peersSeenBy("n1"))
                .isEqualTo(
                        Map.of("n1", List.of("n1", "seed"), "n2", List.of("n2", "robin"), "n3", List.of("n3", "wren")));
    }

    private List<TransferSnapshot> transfers(String by) throws Exception {
        return cluster.node(by).transfersOfAll();
    }

    private void awaitBegun(String by, String peer) throws Exception {
        Poll.until(
                peer + " has a piece",
                () -> transfers(by),
                all -> all.stream().anyMatch(transfer -> transfer.peer().equals(peer) && transfer.piecesHave() > 0));
    }

    private void awaitDownloaded(String by, String peer) throws Exception {
        Poll.until(
                peer + " has everything",
                () -> transfers(by),
                all -> all.stream()
                        .anyMatch(transfer ->
                                transfer.peer().equals(peer) && transfer.status() == TransferStatus.DOWNLOADED));
    }
}
