package io.starling.it;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.starling.announce.TrackerClient;
import io.starling.bus.TrackerReply.ListedFile;
import io.starling.bus.TrackerRequest;
import io.starling.testing.JarProcess;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A tracker and its peers, each in a JVM of its own, all on free ports and on loopback, unless it is said otherwise, with
 * their files below one directory. Closing it kills what still runs.
 */
final class JarSwarm implements AutoCloseable {
    /** Leases last three heartbeats, a quarter of an hour: whoever is gone sooner has taken leave. */
    static final int SLOW_HEARTBEAT_MILLIS = 300_000;

    private static final String LOOPBACK = "127.0.0.1";

    private final Path directory;
    private final Vertx vertx = Vertx.vertx();
    private final List<AutoCloseable> running = new ArrayList<>();
    private final String host;
    private final int heartbeatMillis;
    private JarNode tracker;

    private JarSwarm(Path directory, String host, int heartbeatMillis) throws IOException {
        this.directory = directory;
        this.host = host;
        this.heartbeatMillis = heartbeatMillis;
        this.tracker = startTracker(0);
    }

    /** Starts the tracker, with the default heartbeat. */
    static JarSwarm begin(Path directory) throws IOException {
        return begin(directory, LOOPBACK);
    }

    /** Likewise, with the tracker at this address. */
    static JarSwarm begin(Path directory, String host) throws IOException {
        return new JarSwarm(directory, host, 2_000);
    }

    static JarSwarm begin(Path directory, int heartbeatMillis) throws IOException {
        return new JarSwarm(directory, LOOPBACK, heartbeatMillis);
    }

    private JarNode startTracker(int port) throws IOException {
        return node(
                "tracker",
                new JsonObject()
                        .put(
                                "tracker",
                                new JsonObject()
                                        .put("host", host)
                                        .put("port", port)
                                        .put("httpPort", 0)
                                        .put("heartbeatMillis", heartbeatMillis)));
    }

    JarNode tracker() {
        return tracker;
    }

    String trackerAddress() {
        return tracker.tracker();
    }

    private int trackerPort() {
        return Integer.parseInt(trackerAddress().split(":")[1]);
    }

    /** Starts the tracker again after its end: same port, same {@code dataDir}. */
    void restartTracker() throws IOException {
        tracker = startTracker(trackerPort());
    }

    /** {@code share} of all paths, which are being served when this returns. */
    JarProcess share(Path... paths) {
        List<String> args = new ArrayList<>(List.of("share"));
        List.of(paths).forEach(path -> args.add(path.toString()));
        args.addAll(List.of("--tracker", trackerAddress()));
        JarProcess share = closed(JarProcess.of(args.toArray(String[]::new)).start());
        List.of(paths).forEach(path -> share.awaitOut("\\Q" + path.getFileName() + "\\E\t[0-9a-f]{40}\tmagnet:.*"));
        return share;
    }

    /** {@code get} of a source into the directory {@code to}, started. */
    JarProcess get(String source, Path to, String... more) {
        List<String> args =
                new ArrayList<>(List.of("get", source, "--tracker", trackerAddress(), "--to", to.toString()));
        args.addAll(List.of(more));
        return closed(JarProcess.of(args.toArray(String[]::new)).start());
    }

    /**
     * A node with this one peer and a dashboard, on free ports, ready. It asks the swarm's tracker and has a download
     * directory of its own, {@link #downloads}, which a node of the same name finds again.
     */
    JarNode peer(String name, JsonObject peer) throws IOException {
        return node(name, withDashboard(name, peer));
    }

    /** The same node, with its download directory on a disk of its own. */
    JarNode peer(String name, JsonObject peer, SmallDisk disk) throws IOException {
        return closed(JarNode.start(disk.command(write(name, withDashboard(name, peer)))));
    }

    /** The same node, of which nobody waits until it is ready. */
    JarProcess launch(String name, JsonObject peer) throws IOException {
        Path file = write(name, withDashboard(name, peer));
        return closed(JarProcess.of("-conf", file.toString()).start());
    }

    private JsonObject withDashboard(String name, JsonObject peer) {
        JsonObject complete = new JsonObject()
                .put("id", name)
                .put("port", 0)
                .put("tracker", "tcp://" + trackerAddress())
                .put("downloadDir", downloads(name).toString())
                .mergeIn(peer);
        return new JsonObject()
                .put("peers", new JsonArray().add(complete))
                .put("dashboard", new JsonObject().put("port", 0));
    }

    /** Where the files of the peer {@code name} go. */
    Path downloads(String name) {
        return directory.resolve(name).resolve("downloads");
    }

    private JarNode node(String name, JsonObject configuration) throws IOException {
        return closed(JarNode.start(write(name, configuration)));
    }

    private Path write(String name, JsonObject configuration) throws IOException {
        Path file = directory.resolve(name + ".json");
        JsonObject node = new JsonObject().put("name", name).put("dataDir", name + "/data");
        return Files.writeString(file, configuration.copy().put("node", node).encodePrettily());
    }

    /** What the command {@code list --json} prints about the file of this name. */
    JsonObject list(String name) {
        JarProcess list =
                JarProcess.of("list", "--json", "--tracker", trackerAddress()).run();
        return new JsonObject(list.out().get(0))
                .getJsonArray("files").stream()
                        .map(JsonObject.class::cast)
                        .filter(file -> file.getString("name").equals(name))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("not in the list: " + name + "; " + list.out()));
    }

    /** What the tracker knows of the file of this name, without a JVM for each question. */
    Optional<ListedFile> listed(String name) throws Exception {
        TrackerClient client = TrackerClient.overTcp(vertx, host, trackerPort());
        try {
            return client.list(new TrackerRequest.ListFiles(name, null, null)).await(10, SECONDS).files().stream()
                    .filter(file -> file.name().equals(name))
                    .findFirst();
        } finally {
            client.close().await(10, SECONDS);
        }
    }

    private <T extends AutoCloseable> T closed(T process) {
        running.add(process);
        return process;
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable process : running) {
            process.close();
        }
        vertx.close().await(10, SECONDS);
    }
}
