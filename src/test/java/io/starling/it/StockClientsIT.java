package io.starling.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.TrackerReply.ListedFile;
import io.starling.testing.JarProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** libtorrent and aria2 in the swarms of our peers: they meet by announces to our tracker, and by nothing else. */
class StockClientsIT {
    private static final int LENGTH = 32 * SampleFiles.MIB + 4_321;

    /** RC4 and nothing else, in and out: pe_forced is 0, pe_rc4 is 2. */
    private static final String[] LIBTORRENT_ENCRYPTED = {"in_enc_policy=0", "out_enc_policy=0", "allowed_enc_level=2"};

    /** Encrypted handshakes only; what follows them may be in clear: pe_plaintext is 1. */
    private static final String[] LIBTORRENT_HIDDEN = {"in_enc_policy=0", "out_enc_policy=0", "allowed_enc_level=1"};

    private static final String[] ARIA2_ENCRYPTED = {"--bt-require-crypto=true", "--bt-min-crypto-level=arc4"};

    @TempDir
    private static Path directory;

    private static JarSwarm swarm;
    private static Path shared;
    private static String magnet;

    @BeforeAll
    static void shareAFile() throws IOException {
        swarm = JarSwarm.begin(directory);
        shared = SampleFiles.write(directory.resolve("shared/ours.bin"), LENGTH);
        magnet = swarm.share(shared).out().get(0).split("\t")[2];
    }

    @AfterAll
    static void endThem() throws Exception {
        swarm.close();
    }

    /** As the README says it: the .torrent names our tracker, and has the info-hash of the file that is shared. */
    private static Path torrentOf(Path file, String scheme) throws IOException {
        Path torrent = Files.createTempDirectory(directory, scheme).resolve(file.getFileName() + ".torrent");
        String announce = announce(scheme);
        JarProcess created = JarProcess.of("create", file.toString(), "-o", torrent.toString(), "--announce", announce)
                .run();
        assertThat(created.awaitExit()).as(String.join("\n", created.err())).isZero();
        return torrent;
    }

    /** The URL of the door of our tracker that is asked by this scheme. */
    private static String announce(String scheme) {
        String door =
                scheme.equals("udp") ? swarm.tracker().udp() : swarm.tracker().http();
        return scheme + "://" + door + "/announce";
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "udp"})
    void libtorrentLeechesFromOurSeed(String scheme) throws Exception {
        Path to = directory.resolve("libtorrent-leech-" + scheme);
        try (StockClient client = StockClient.libtorrent(torrentOf(shared, scheme), to)) {
            client.awaitOutput("COMPLETE");
            client.awaitOutput("TRACKER .*\\Q" + announce(scheme) + "\\E.* received peers: 1");

            assertThat(SampleFiles.sha256(to.resolve("ours.bin"))).isEqualTo(SampleFiles.sha256(shared));
            awaitListed("ours.bin", "with libtorrent as a seed", file -> file.seeds() >= 2);
        }
        awaitListed("ours.bin", "without libtorrent", file -> file.peers() == 1);
    }

    @Test
    void aria2LeechesFromOurSeed() throws Exception {
        Path to = directory.resolve("aria2-leech");
        try (StockClient client = StockClient.aria2(torrentOf(shared, "http"), to)) {
            assertThat(client.awaitExit()).as(client.toString()).isZero();
        }

        assertThat(SampleFiles.sha256(to.resolve("ours.bin"))).isEqualTo(SampleFiles.sha256(shared));
        awaitListed("ours.bin", "without aria2", file -> file.peers() == 1);
    }

    /** The .torrent that it has in the end is made of what our seed tells of the info dictionary (BEP 9). */
    @Test
    void aria2LeechesWithNothingButTheMagnetLinkThatShareHasPrinted() throws Exception {
        Path to = directory.resolve("aria2-magnet");
        try (StockClient client = StockClient.aria2(magnet, to)) {
            assertThat(client.awaitExit()).as(client.toString()).isZero();
        }

        assertThat(SampleFiles.sha256(to.resolve("ours.bin"))).isEqualTo(SampleFiles.sha256(shared));
        awaitListed("ours.bin", "without aria2", file -> file.peers() == 1);
    }

    @ParameterizedTest
    @CsvSource({"libtorrent, http", "libtorrent, udp", "aria2, http"})
    void weLeechFromASeedOfTheirs(String kind, String scheme) throws Exception {
        String name = "theirs-" + kind + "-" + scheme + ".bin";
        Path original = SampleFiles.write(directory.resolve(kind + "-" + scheme + "/" + name), LENGTH);
        Path torrent = torrentOf(original, scheme);
        Path to = directory.resolve("got-" + kind + "-" + scheme);
        JarProcess get = swarm.get(torrent.toString(), to);
        awaitListed(name, "published by who wants it", file -> file.peers() == 1);

        Path seeding = original.getParent();
        try (StockClient client = kind.equals("aria2")
                ? StockClient.aria2Seed(torrent, seeding)
                : StockClient.libtorrent(torrent, seeding)) {
            assertThat(exitCode(get, client)).as("%s", client).isZero();
        }

        assertThat(SampleFiles.sha256(to.resolve(name))).isEqualTo(SampleFiles.sha256(original));
    }

    /** Ours dials plain, is refused, and dials again encrypted; or is dialled, when it was here first. */
    @Test
    void libtorrentThatRequiresEncryptionLeechesFromOurSeed() throws Exception {
        libtorrentLeeches("libtorrent-rc4", LIBTORRENT_ENCRYPTED);
        libtorrentLeeches("libtorrent-hidden", LIBTORRENT_HIDDEN);
    }

    private static void libtorrentLeeches(String name, String... settings) throws Exception {
        Path to = directory.resolve(name);
        try (StockClient client = StockClient.libtorrent(torrentOf(shared, "http"), to, settings)) {
            client.awaitOutput("COMPLETE");
            assertThat(SampleFiles.sha256(to.resolve("ours.bin"))).isEqualTo(SampleFiles.sha256(shared));
        }
        awaitListed("ours.bin", "without libtorrent", file -> file.peers() == 1);
    }

    @Test
    void aria2ThatRequiresEncryptionLeechesFromOurSeed() throws Exception {
        Path to = directory.resolve("aria2-rc4");
        try (StockClient client = StockClient.aria2(torrentOf(shared, "http"), to, ARIA2_ENCRYPTED)) {
            assertThat(client.awaitExit()).as(client.toString()).isZero();
        }

        assertThat(SampleFiles.sha256(to.resolve("ours.bin"))).isEqualTo(SampleFiles.sha256(shared));
        awaitListed("ours.bin", "without aria2", file -> file.peers() == 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"libtorrent", "aria2"})
    void weLeechFromASeedOfTheirsWhenBothRequireEncryption(String kind) throws Exception {
        Path original = SampleFiles.write(directory.resolve(kind + "-rc4-seed/hidden-" + kind + ".bin"), LENGTH);
        Path torrent = torrentOf(original, "http");
        String name = "strict-" + kind;
        JarNode strict = swarm.peer(
                name,
                new JsonObject().put("encryption", "require").put("get", new JsonArray().add(torrent.toString())));
        awaitListed(original.getFileName().toString(), "published by who wants it", file -> file.peers() == 1);

        Path seeding = original.getParent();
        try (StockClient client = kind.equals("aria2")
                ? StockClient.aria2Seed(torrent, seeding, ARIA2_ENCRYPTED)
                : StockClient.libtorrent(torrent, seeding, LIBTORRENT_ENCRYPTED)) {
            strict.awaitDownloaded(1);
        }
        strict.close();

        assertThat(SampleFiles.sha256(swarm.downloads(name).resolve(original.getFileName())))
                .isEqualTo(SampleFiles.sha256(original));
    }

    /** Of our peer; when it does not end, what the other two saw of it is worth reading. */
    private static int exitCode(JarProcess peer, StockClient client) {
        try {
            return peer.awaitExit();
        } catch (AssertionError e) {
            String log = String.join("\n", swarm.tracker().process().err());
            throw new AssertionError(e.getMessage() + "\n" + client + "\ntracker:\n" + log, e);
        }
    }

    private static void awaitListed(String name, String expectation, Predicate<ListedFile> isSo) throws Exception {
        Poll.until(
                name + " " + expectation,
                () -> swarm.listed(name),
                (Optional<ListedFile> file) -> file.filter(isSo).isPresent());
    }
}
