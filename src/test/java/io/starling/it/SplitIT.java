package io.starling.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.testing.JarProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes in networks of their own, of which the cable between them is pulled and plugged in again. */
class SplitIT {
    private static final Duration RIGHT_AGAIN = Duration.ofSeconds(30);
    private static final int CLUSTER_PORT = 5701;

    @TempDir
    private Path directory;

    private TwoNetworks networks;
    private final List<JarNode> nodes = new ArrayList<>();

    @BeforeEach
    void aNodeInEach() throws Exception {
        networks = TwoNetworks.make();
        for (int half = 0; half < 2; half++) {
            nodes.add(JarNode.start(networks.in(half, "-conf", configuration(half))));
        }
        awaitNodes(0, "n0 active", "n1 stands by");
        awaitNodes(1, "n0 active", "n1 stands by");
    }

    @AfterEach
    void end() throws Exception {
        nodes.forEach(JarNode::close);
        networks.close();
    }

    private String configuration(int half) throws Exception {
        String host = TwoNetworks.HOSTS.get(half);
        JsonArray members = new JsonArray();
        TwoNetworks.HOSTS.forEach(each -> members.add(each + ":" + CLUSTER_PORT));
        JsonObject json = new JsonObject()
                .put("node", new JsonObject().put("name", "n" + half).put("dataDir", "data" + half))
                .put(
                        "cluster",
                        new JsonObject()
                                .put("host", host)
                                .put("port", CLUSTER_PORT)
                                .put("members", members)
                                .put("bootstrap", half == 0))
                .put(
                        "tracker",
                        new JsonObject().put("host", host).put("port", 0).put("httpPort", 0))
                .put(
                        "dashboard",
                        new JsonObject().put("port", 0).put("roots", new JsonArray().add(directory.toString())));
        return Files.writeString(directory.resolve("n" + half + ".json"), json.encode())
                .toString();
    }

    @Test
    void bothHalvesGoOnAndAfterwardsThereIsOneTrackerThatKnowsAll() throws Exception {
        networks.split();
        awaitNodes(0, "n0 active");
        awaitNodes(1, "n1 active");
        share(0, "west.bin");
        share(1, "east.bin");
        awaitFiles(0, "west.bin 1 seed");
        awaitFiles(1, "east.bin 1 seed");

        networks.join();
        Instant joined = Instant.now();

        for (int half = 0; half < 2; half++) {
            awaitFiles(half, "east.bin 1 seed", "west.bin 1 seed");
        }
        List<String> roles = Poll.until("one active tracker", () -> nodes(0), all -> all.size() == 2);
        assertThat(Duration.between(joined, Instant.now())).isLessThan(RIGHT_AGAIN);
        assertThat(roles).filteredOn(node -> node.endsWith("active")).hasSize(1);
        awaitNodes(1, roles.toArray(String[]::new));
    }

    /** Has the node of this half run a peer that shares a new file; the tracker of this half is the only one it can reach. */
    private void share(int half, String name) throws Exception {
        Path file = SampleFiles.write(directory.resolve(name), 300_000);
        JsonObject peer = new JsonObject()
                .put("id", name.replace(".bin", ""))
                .put("host", TwoNetworks.HOSTS.get(half))
                .put("port", 0)
                .put("share", new JsonArray().add(file.toString()));
        Path options = Files.writeString(directory.resolve(name + ".json"), peer.encode());
        JarProcess deployed = ask(half, "deploy", "n" + half, options.toString());
        assertThat(deployed.awaitExit()).as(String.valueOf(deployed.err())).isZero();
    }

    private void awaitNodes(int half, String... expected) throws Exception {
        Poll.until("the nodes of half " + half, () -> nodes(half), List.of(expected)::equals);
    }

    /** As {@code name state}, in the order of their names. */
    private List<String> nodes(int half) {
        return items(half, "nodes", "items")
                .map(node -> node.getString("node") + (node.getBoolean("activeTracker") ? " active" : " stands by"))
                .sorted()
                .toList();
    }

    private void awaitFiles(int half, String... expected) throws Exception {
        Poll.until("the catalogue of half " + half, () -> files(half), new TreeSet<>(List.of(expected))::equals);
    }

    private TreeSet<String> files(int half) {
        TreeSet<String> files = new TreeSet<>();
        items(half, "list", "files")
                .forEach(file -> files.add(file.getString("name") + " " + file.getInteger("seeds") + " seed"));
        return files;
    }

    /** What a command prints as JSON; nothing when it fails, as it may while halves are finding each other. */
    private Stream<JsonObject> items(int half, String command, String field) {
        JarProcess asked = ask(half, command, "--json");
        return asked.awaitExit() != 0
                ? Stream.empty()
                : new JsonObject(String.join("\n", asked.out()))
                        .getJsonArray(field).stream().map(JsonObject.class::cast);
    }

    private JarProcess ask(int half, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--node", nodes.get(half).dashboard()));
        return networks.in(half, all.toArray(String[]::new)).run();
    }
}
