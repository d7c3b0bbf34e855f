package io.starling.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.announce.TrackerClient;
import io.starling.bus.TrackerReply.ListedFile;
import io.starling.bus.TrackerRequest;
import io.starling.it.stock.Order;
import io.starling.it.stock.StockClient;
import io.starling.it.stock.StockKind;
import io.starling.testing.JarProcess;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The node of the active tracker is killed, one after the other: the next oldest takes over, with the whole catalogue, and
 * knows soon who has what. Peers of the cluster's nodes ask over the event bus, {@code share} over TCP.
 */
class TrackerTakeoverIT {
    /** From when the others see that the node is gone. */
    private static final long WHOLE_WITHIN_MILLIS = 5_000;

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private JarCluster cluster;
    private JarProcess share;

    @BeforeEach
    void begin() throws Exception {
        cluster = JarCluster.begin(directory, "n1");
        cluster.start("n2");
        cluster.start("n3"); // one after the other: n2 is the older one
        cluster.awaitTogether();
    }

    @AfterEach
    void endThem() throws Exception {
        if (share != null) {
            share.close();
        }
        cluster.close();
        vertx.close().await(10, SECONDS);
    }

    /** One that stands by is named first: it is passed over. */
    private JarProcess share(Path path) {
        String trackers = Stream.of("n2", "n1", "n3")
                .map(name -> cluster.node(name).tracker())
                .collect(Collectors.joining(","));
        share = JarProcess.of("share", path.toString(), "--tracker", trackers).start();
        share.awaitOut("\\Q" + path.getFileName() + "\\E\t[0-9a-f]{40}\tmagnet:.*");
        return share;
    }

    private List<ListedFile> listedBy(String name) throws Exception {
        String[] address = cluster.node(name).tracker().split(":");
        TrackerClient client = TrackerClient.overTcp(vertx, address[0], Integer.parseInt(address[1]));
        try {
            return client.list(new TrackerRequest.ListFiles(null, null, null))
                    .await(10, SECONDS)
                    .files();
        } finally {
            client.close().await(10, SECONDS);
        }
    }

    /** Seeds by the name of the file; empty while that tracker does not answer. */
    private Map<String, Integer> seedsBy(String name) {
        Map<String, Integer> seeds = new TreeMap<>();
        try {
            listedBy(name).forEach(file -> seeds.put(file.name(), file.seeds()));
        } catch (Exception e) {
            return Map.of();
        }
        return seeds;
    }

    private Set<String> catalogueOnDisk(String name) throws IOException {
        Path catalogue = directory.resolve(name).resolve("data/catalogue");
        try (Stream<Path> files = Files.list(catalogue)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".json"))
                    .collect(Collectors.toSet());
        }
    }

    private void killAndAwaitRemoval(String name, Set<String> others) throws Exception {
        long killedNanos = System.nanoTime();
        cluster.kill(name);
        cluster.awaitSeen(others, others);
        System.out.printf("%s killed: its removal is seen after %d ms%n", name, millisSince(killedNanos));
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    private void awaitWhole(String tracker, Map<String, Integer> seeds) throws Exception {
        long removedNanos = System.nanoTime();
        Poll.until(tracker + " knows " + seeds, () -> seedsBy(tracker), seeds::equals);
        long took = millisSince(removedNanos);
        System.out.printf("%s: the view is whole %d ms after the removal%n", tracker, took);
        assertThat(took).isLessThan(WHOLE_WITHIN_MILLIS);
    }

    /** Their .torrent names the dead tracker, one that stands by, and the active one. */
    private void stockClientsGoOnToTheActiveTracker(Path file, String dead) throws Exception {
        Path torrent = directory.resolve("first.torrent");
        List<String> create = new ArrayList<>(List.of("create", file.toString(), "-o", torrent.toString()));
        for (String door :
                List.of(dead, cluster.node("n3").http(), cluster.node("n2").http())) {
            create.addAll(List.of("--announce", "http://" + door + "/announce"));
        }
        JarProcess created = JarProcess.of(create.toArray(String[]::new)).run();
        assertThat(created.awaitExit()).as(String.join("\n", created.err())).isZero();
        Path toAria2 = directory.resolve("aria2/downloads");
        Path toLibtorrent = directory.resolve("libtorrent/downloads");
        try (StockClient aria2 = StockKind.ARIA2.startOnLoopback(Order.of(torrent, toAria2));
                StockClient libtorrent = StockKind.LIBTORRENT.startOnLoopback(Order.of(torrent, toLibtorrent))) {
            aria2.awaitDone();
            libtorrent.awaitDone();
        }
        for (Path to : List.of(toAria2, toLibtorrent)) {
            assertThat(SampleFiles.sha256(to.resolve("first.bin"))).isEqualTo(SampleFiles.sha256(file));
        }
    }

    @Test
    void theNextOldestTakesOverWithTheWholeCatalogueAndSoonTheWholeView() throws Exception {
        Path first = SampleFiles.write(directory.resolve("files/first.bin"), 20_000_000);
        share(first);
        for (String name : List.of("n2", "n3")) {
            cluster.node(name).get("first.bin");
        }
        for (String name : List.of("n2", "n3")) {
            cluster.node(name).awaitDownloaded(1);
        }
        assertThatThrownBy(() -> listedBy("n2"))
                .hasMessageContaining("stands by")
                .hasMessageContaining("of node n1");
        Poll.until("n1 knows three seeds", () -> seedsBy("n1"), Map.of("first.bin", 3)::equals);

        String dead = cluster.node("n1").http();
        killAndAwaitRemoval("n1", Set.of("n2", "n3"));
        awaitWhole("n2", Map.of("first.bin", 3));
        assertThatThrownBy(() -> listedBy("n3"))
                .hasMessageContaining("stands by")
                .hasMessageContaining("of node n2");

        stockClientsGoOnToTheActiveTracker(first, dead);

        // Published while n1 is away, and by a peer whose first tracker is that.
        Path second = SampleFiles.write(directory.resolve("files/second.bin"), 1_000_000);
        try (JarProcess earlier = share) {
            String trackers = "127.0.0.1:1," + cluster.node("n3").tracker() + ","
                    + cluster.node("n2").tracker();
            share = JarProcess.of("share", second.toString(), "--tracker", trackers)
                    .start();
            share.awaitOut("second.bin\t[0-9a-f]{40}\tmagnet:.*");
            cluster.restart("n1");
            cluster.awaitTogether();
            assertThatThrownBy(() -> listedBy("n1")).hasMessageContaining("stands by");
            Poll.until("n1 has what was published", () -> catalogueOnDisk("n1"), catalogueOnDisk("n2")::equals);

            killAndAwaitRemoval("n2", Set.of("n1", "n3"));
            // The first share knew n1, n2 and n3: it is here again. Of the nodes only n3 has the file still.
            awaitWhole("n3", Map.of("first.bin", 2, "second.bin", 1));
        }

        killAndAwaitRemoval("n3", Set.of("n1"));
        Poll.until(
                "n1 has the active tracker", () -> seedsBy("n1").keySet(), Set.of("first.bin", "second.bin")::equals);
    }
}
