package io.starling.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.TrackerReply.ListedFile;
import io.starling.it.stock.ClientNetwork;
import io.starling.it.stock.Order;
import io.starling.it.stock.StockClient;
import io.starling.it.stock.StockKind;
import io.starling.testing.JarProcess;
import io.starling.torrent.InfoHash;
import io.starling.torrent.MagnetLink;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Our tracker, and peers of ours, on the network of the clients, who meet them by announces to this tracker and by
 * nothing else: each has an address that nobody had before.
 */
final class StockSwarm implements AutoCloseable {
    private final Path directory;
    private final int length;
    private final ClientNetwork network;
    private final JarSwarm swarm;
    private final Map<StockKind, String> versions = new EnumMap<>(StockKind.class);

    private StockSwarm(Path directory, int length, ClientNetwork network) throws IOException {
        this.directory = directory;
        this.length = length;
        this.network = network;
        this.swarm = JarSwarm.begin(directory, network.ours());
    }

    /** @param length of the files that are moved */
    static StockSwarm begin(Path directory, int length) throws Exception {
        ClientNetwork network = ClientNetwork.make();
        try {
            return new StockSwarm(directory, length, network);
        } catch (Exception | Error e) {
            network.close();
            throw e;
        }
    }

    /** A new directory for somebody's files. */
    Path home(String name) throws IOException {
        return Files.createDirectories(directory.resolve("files").resolve(name));
    }

    /** Bytes to move, a file or a directory. */
    Path write(Path path, boolean isDirectory) throws IOException {
        return isDirectory ? SampleFiles.writeTree(path) : SampleFiles.write(path, length);
    }

    /** A node with one peer on the network. */
    JarNode peer(String name, JsonObject more) throws IOException {
        return swarm.peer(name, new JsonObject().put("host", network.ours()).mergeIn(more));
    }

    Path downloads(String peer) {
        return swarm.downloads(peer);
    }

    /** Starts a client and asks it for its version. */
    StockClient start(StockKind kind, Order order) throws Exception {
        StockClient client = kind.start(order, network);
        try {
            versions.put(kind, client.version());
            return client;
        } catch (Exception | Error e) {
            client.close();
            throw e;
        }
    }

    /** What each kind that ran said of itself. */
    Map<StockKind, String> versions() {
        return versions;
    }

    /** As the README says it: the .torrent names our tracker, and has the info-hash of the file that is shared. */
    Path torrent(Path original, String scheme) throws IOException {
        Path torrent = Files.createTempDirectory(directory, "torrent").resolve(original.getFileName() + ".torrent");
        String[] create = {"create", original.toString(), "-o", torrent.toString(), "--announce", announce(scheme)};
        JarProcess created = JarProcess.of(create).run();
        assertThat(created.awaitExit()).as(String.join("\n", created.err())).isZero();
        return torrent;
    }

    /** The link that this node gives to a file, with the trackers of this scheme alone: the file is to be found by one door. */
    String magnet(JarNode node, String name, String scheme) throws Exception {
        InfoHash infoHash = swarm.listed(name).orElseThrow().infoHash();
        MagnetLink link = node.magnet(infoHash);
        List<String> trackers = link.trackers().stream()
                .filter(url -> url.startsWith(scheme + ":"))
                .toList();
        assertThat(trackers).as(link.toString()).isNotEmpty();
        return new MagnetLink(infoHash, link.name(), trackers, List.of(), List.of(), List.of()).toString();
    }

    /** The URL of the door of our tracker that is asked by this scheme. */
    private String announce(String scheme) {
        String door =
                scheme.equals("udp") ? swarm.tracker().udp() : swarm.tracker().http();
        return scheme + "://" + door + "/announce";
    }

    ListedFile awaitListed(String name, String expectation, Predicate<ListedFile> isSo) throws Exception {
        return Poll.until(
                        name + " " + expectation,
                        () -> swarm.listed(name),
                        (Optional<ListedFile> file) -> file.filter(isSo).isPresent())
                .orElseThrow();
    }

    /** What is to go well. */
    interface Trial {
        void run() throws Exception;
    }

    /** When it does not go well, what these printed is worth reading, and what the tracker did. */
    void told(Trial trial, Object... witnesses) throws Exception {
        try {
            trial.run();
        } catch (AssertionError e) {
            StringBuilder text = new StringBuilder(String.valueOf(e.getMessage()));
            for (Object witness : witnesses) {
                text.append('\n')
                        .append(
                                witness instanceof JarNode node
                                        ? String.join("\n", node.process().err())
                                        : witness);
            }
            text.append("\ntracker:\n")
                    .append(String.join("\n", swarm.tracker().process().err()));
            throw new AssertionError(text.toString(), e);
        }
    }

    static void assertSame(Path original, Path copy) throws IOException {
        assertThat(SampleFiles.sha256OfAll(copy)).isEqualTo(SampleFiles.sha256OfAll(original));
    }

    /** Likewise, but for the files that have no bytes. */
    static void assertSameBytes(Path original, Path copy) throws IOException {
        Map<String, String> expected = SampleFiles.sha256OfAll(original);
        expected.values().removeIf(SampleFiles.SHA256_OF_NOTHING::equals);
        assertThat(SampleFiles.sha256OfAll(copy)).isEqualTo(expected);
    }

    /** What is done with needs no room any more. */
    static void delete(Path root) throws IOException {
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Override
    public void close() throws Exception {
        try {
            swarm.close();
        } finally {
            network.close();
        }
    }
}
