package io.starling.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.it.stock.Order;
import io.starling.it.stock.StockClient;
import io.starling.it.stock.StockKind;
import io.starling.testing.JarProcess;
import io.starling.torrent.TransferStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of which somebody has nothing but a magnet link: us, or a client that is not ours. */
class MagnetIT {
    private static final int LENGTH = 8 * SampleFiles.MIB + 4_321;

    @TempDir
    private Path directory;

    private Path original;
    private Path torrent;
    private String infoHash;

    @BeforeEach
    void makeATorrent() throws IOException {
        original = SampleFiles.write(directory.resolve("theirs/theirs.bin"), LENGTH);
        torrent = torrentOf();
        infoHash = new JsonObject(String.join(
                        "", done("info", torrent.toString(), "--json").out()))
                .getString("infoHash");
    }

    private Path torrentOf(String... announce) throws IOException {
        Path made = Files.createTempDirectory(directory, "torrent").resolve("theirs.bin.torrent");
        List<String> command = new ArrayList<>(List.of("create", original.toString(), "-o", made.toString()));
        command.addAll(List.of(announce));
        done(command.toArray(String[]::new));
        return made;
    }

    private static JarProcess done(String... args) {
        JarProcess process = JarProcess.of(args).run();
        assertThat(process.awaitExit()).as(String.join("\n", process.err())).isZero();
        return process;
    }

    private StockClient libtorrent(Path seeded) throws Exception {
        return StockKind.LIBTORRENT.startOnLoopback(Order.of(seeded, original.getParent()));
    }

    private static void awaitAnnounced(StockClient seed) throws Exception {
        Pattern answered = Pattern.compile("TRACKER .*received peers");
        Poll.until(
                "libtorrent is known to its tracker",
                seed::toString,
                told -> answered.matcher(told).find());
    }

    private String link(String more) {
        return "magnet:?xt=urn:btih:" + infoHash + "&dn=theirs" + more;
    }

    private void isFetchedBy(String link) throws Exception {
        Path to = directory.resolve("ours");

        JarProcess get = done("get", link, "--to", to.toString());

        assertThat(get.out()).containsExactly(to.resolve("theirs.bin").toString());
        assertThat(SampleFiles.sha256(to.resolve("theirs.bin"))).isEqualTo(SampleFiles.sha256(original));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "udp"})
    void comesFromASeedThatOpentrackerKnows(String scheme) throws Exception {
        try (OpenTracker tracker = OpenTracker.of(infoHash, directory.resolve("tracker"));
                StockClient seed = libtorrent(torrentOf("--announce", tracker.announce(scheme)))) {
            awaitAnnounced(seed);

            isFetchedBy(link("&tr=" + tracker.announce(scheme)));
        }
    }

    @Test
    void comesFromASeedThatAnOpenTrackerOfOursTellsOf() throws Exception {
        JsonObject open = new JsonObject().put("port", 0).put("httpPort", 0).put("open", true);
        Path file = directory.resolve("tracker.json");
        Files.writeString(
                file,
                new JsonObject()
                        .put("node", new JsonObject().put("dataDir", "tracker"))
                        .put("tracker", open)
                        .encode());
        try (JarNode tracker = JarNode.start(file)) {
            String announce = "http://" + tracker.http() + "/announce";
            try (StockClient seed = libtorrent(torrentOf("--announce", announce))) {
                awaitAnnounced(seed);

                isFetchedBy(link("&tr=" + announce));
            }
        }
    }

    @Test
    void comesFromASeedThatTheLinkAloneNames() throws Exception {
        try (StockClient seed = libtorrent(torrent)) {
            seed.awaitDone();
            Matcher listens = Pattern.compile("LISTENS (\\S+)").matcher(seed.toString());
            assertThat(listens.find()).as(seed.toString()).isTrue();

            isFetchedBy(link("&x.pe=" + listens.group(1)));
        }
    }

    /** The other way round: a client that has nothing but the very link that is printed. */
    @Test
    void whatSharePrintsIsEnoughForAria2() throws Exception {
        Path to = directory.resolve("aria2");
        try (JarSwarm swarm = JarSwarm.begin(directory)) {
            String printed = swarm.share(original).out().get(0).split("\t")[2];
            Order order = new Order(printed, to, Order.Encryption.AS_IT_COMES);
            try (StockClient client = StockKind.ARIA2.startOnLoopback(order)) {
                client.awaitDone();
            }
        }
        assertThat(SampleFiles.sha256(to.resolve("theirs.bin"))).isEqualTo(SampleFiles.sha256(original));
    }

    @Test
    void isGoneOnWithByANodeThatIsKilledAndKilledAgainBeforeAnybodyHasIt() throws Exception {
        try (JarSwarm swarm = JarSwarm.begin(directory);
                OpenTracker tracker = OpenTracker.of(infoHash, directory.resolve("tracker-of-others"))) {
            JarNode first = swarm.peer(
                    "leech", new JsonObject().put("get", JsonArray.of(link("&tr=" + tracker.announce("http")))));
            awaitMetadata(first);
            first.process().kill();

            // It is on disk: the configuration need not name it again.
            JarNode second = swarm.peer("leech", new JsonObject());
            awaitMetadata(second);
            second.process().kill();

            Path announced = torrentOf("--announce", tracker.announce("http"));
            try (StockClient seed = libtorrent(announced)) {
                awaitAnnounced(seed);
                JarNode third = swarm.peer("leech", new JsonObject());
                third.awaitDownloaded(1);
            }
            assertThat(SampleFiles.sha256(swarm.downloads("leech").resolve("theirs.bin")))
                    .isEqualTo(SampleFiles.sha256(original));
        }
    }

    private static void awaitMetadata(JarNode node) throws Exception {
        node.await(
                1,
                "METADATA, by its name in the link",
                transfer -> transfer.status() == TransferStatus.METADATA
                        && transfer.name().equals("theirs"));
    }
}
