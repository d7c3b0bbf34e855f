package io.starling.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.starling.announce.TrackerClient;
import io.starling.bencode.ByteString;
import io.starling.bus.BusException;
import io.starling.bus.TrackerRequest;
import io.starling.testing.JarProcess;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Torrents made to harm, given to nodes of 256 MB that run: published to the tracker, and added to a peer from a file and
 * from a web server. Each is refused in one line that says why, nothing is written, and a file goes over as before.
 */
@Timeout(300)
class HostileTorrentsIT {
    private static final String HASH = "h".repeat(20);
    private static final String END = "4:name1:n12:piece lengthi16384e6:pieces20:" + HASH;

    @TempDir
    private static Path directory;

    private static JarSwarm swarm;
    private static JarNode peer;
    private static Path downloads;
    private static HttpServer web;
    private static volatile byte[] served = {};
    private static Vertx vertx;
    private static TrackerClient tracker;
    private static int transfers;

    @BeforeAll
    static void startThem() throws Exception {
        swarm = JarSwarm.begin(directory);
        peer = swarm.peer("peer", new JsonObject());
        downloads = swarm.downloads("peer");
        vertx = Vertx.vertx();
        tracker = TrackerClient.of(vertx, URI.create("tcp://" + swarm.trackerAddress()));
        web = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        web.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, served.length == 0 ? -1 : served.length);
            exchange.getResponseBody().write(served);
            exchange.close();
        });
        web.start();
    }

    @AfterAll
    static void endThem() throws Exception {
        web.stop(0);
        swarm.close();
        vertx.close().await(10, SECONDS);
    }

    private static String info(String entries) {
        return "d4:infod" + entries + "ee";
    }

    private static String string(String text) {
        return text.getBytes(UTF_8).length + ":" + new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    private static String named(String name) {
        return info("6:lengthi5e4:name" + string(name) + "12:piece lengthi16384e6:pieces20:" + HASH);
    }

    /** Two files, the second with these path elements, each bencoded. */
    private static String pathed(String... elements) {
        return info("5:filesld6:lengthi1e4:pathl1:aeed6:lengthi1e4:pathl" + String.join("", elements) + "eee" + END);
    }

    private static String files(String... paths) {
        String files = Stream.of(paths)
                .map(path -> "d6:lengthi1e4:pathl"
                        + Stream.of(path.split("/"))
                                .map(HostileTorrentsIT::string)
                                .collect(Collectors.joining())
                        + "ee")
                .collect(Collectors.joining());
        return info("5:filesl" + files + "e" + END);
    }

    private static String single(long length, String pieceLength, int hashes) {
        return info("6:lengthi" + length + "e4:name1:n12:piece lengthi" + pieceLength + "e6:pieces" + hashes + ":"
                + "h".repeat(hashes));
    }

    @Test
    void bencodeThatIsABombOrNone() throws Exception {
        Map<String, String> cases = new LinkedHashMap<>();
        cases.put("l".repeat(20_000), "nested 101 deep (expected: at most 100)");
        cases.put("d4:info" + "l".repeat(5_000_000), "nested 101 deep");
        cases.put("d4:info" + "d1:a".repeat(5_000) + "e", "nested 101 deep");
        cases.put("d4:infod6:pieces2147483647:", "a string of 2147483647 bytes (expected: no more than the 0");
        cases.put("d4:infod6:pieces99999999999999999999:", "a number out of range");
        cases.put("d4:infod6:pieces-1:eee", "\"-\" (expected: a value)");
        cases.put(info("5:filesl" + "i1e".repeat(3_000_001) + "e"), "more than 3000000 values (expected: fewer)");
        cases.put(info("5:filesl" + "le".repeat(3_000_001) + "e"), "more than 3000000 values (expected: fewer)");
        cases.put(info("6:lengthi9223372036854775808e" + END), "a number out of range (expected: -2^63..2^63-1)");
        cases.put(info("6:lengthi03e" + END), "a leading zero (expected: none)");
        cases.put(info("6:lengthi-0e" + END), "-0 (expected: 0)");
        cases.put(info("6:lengthie" + END), "(expected: a digit)");
        cases.put("d4:infod4:ab", "(expected: ");
        cases.put(info("6:lengthi5e6:lengthi5e" + END), "the same key again (expected: keys in ascending order)");
        cases.put(info(END + "6:lengthi5e"), "a key out of order (expected: keys in ascending order)");
        cases.put(info("6:lengthi5e" + END) + "junk", "4 more bytes (expected: the end of the data)");
        cases.put("4:spam", "a string (expected: a dictionary)");
        cases.put("", "the end of the data (expected: a whole value)");
        assertRefused(cases);
    }

    @Test
    void pathsThatLeadElsewhere() throws Exception {
        Map<String, String> cases = new LinkedHashMap<>();
        for (String name : List.of(
                "..",
                ".",
                "...",
                ".. ",
                " ",
                "/etc/passwd",
                "../../evil",
                "foo/../../../bar",
                "..\\..\\evil",
                "\\\\h\\s",
                "C:",
                "C:\\evil",
                "c:evil",
                "a\u0000b",
                "a/b")) {
            cases.put(named(name), "(expected: a name that stays in the download directory)");
            cases.put(pathed(string(name)), "(expected: a name that stays in the download directory)");
            cases.put(
                    pathed("3:dir", string(name), "4:file"), "(expected: a name that stays in the download directory)");
        }
        for (String bytes : List.of("2:\u00c0\u00ae", "3:\u00e0\u0080\u00af", "1:\u00ff", "3:\u00ed\u00a0\u0080")) {
            cases.put(pathed(bytes), "bytes that are no text (expected: UTF-8)");
        }
        cases.put(pathed("0:"), "empty (expected: a name)");
        cases.put(pathed(), "0 elements (expected: 1..100)");
        cases.put(pathed("1:a".repeat(101)), "101 elements (expected: 1..100)");
        cases.put(pathed("i1e"), "(expected: ");
        cases.put(named("n".repeat(300)), "(expected: at most 255 bytes in UTF-8)");
        cases.put(pathed(string("\u732b".repeat(100))), "(expected: at most 255 bytes in UTF-8)");
        cases.put(pathed(string("\u202e/\u001b[2J")), "\"\\u{202e}/\\u{1b}[2J\" (expected: a name that stays");
        assertRefused(cases);
    }

    @Test
    void numbersThatDoNotFit() throws Exception {
        Map<String, String> cases = new LinkedHashMap<>();
        cases.put(single(-1, "16384", 20), "length: -1 (expected: 0 or more)");
        cases.put(single(5, "0", 20), "piece length: 0 (expected: 1..67108864)");
        cases.put(single(5, "-1", 20), "piece length: -1 (expected: ");
        cases.put(single(5, "1073741824", 20), "piece length: 1073741824 (expected: ");
        cases.put(single(5, "4294967297", 20), "piece length: 4294967297 (expected: ");
        cases.put(single(16_385, "16384", 20), "pieces: 20 bytes of hashes (expected: 40)");
        cases.put(single(5, "16384", 40), "pieces: 40 bytes of hashes (expected: 20)");
        cases.put(single(5, "16384", 19), "pieces: 19 bytes (expected: a multiple of 20)");
        cases.put(single(0, "16384", 20), "pieces: 20 bytes of hashes (expected: 0)");
        cases.put(single(Long.MAX_VALUE, "67108864", 20), "pieces: more than 2097152");
        cases.put(single(3_000_000, "1", 20), "pieces: more than 2097152");
        String half = "d6:lengthi" + Long.MAX_VALUE + "e4:pathl1:aee";
        cases.put(info("5:filesl" + half + half.replace("1:a", "1:b") + "e" + END), "less than 2^63 bytes together");
        cases.put(info("5:filesle" + END), "files: none (expected: at least one)");
        cases.put(info("5:filesld6:lengthi1e4:pathl1:aeee6:lengthi5e" + END), "both length and files");
        cases.put(info(END), "neither length nor files (expected: one of them)");
        cases.put("d8:announce3:urle", "info: missing");
        cases.put("d4:infoi1ee", "info: ");
        cases.put(
                info("9:file treed1:nd0:d6:lengthi5eeee12:meta versioni2e4:name1:n12:piece lengthi16384e"),
                "BitTorrent v2 only (expected: a v1 or hybrid torrent)");
        assertRefused(cases);
    }

    @Test
    void filesThatNeedOnePlace() throws Exception {
        Map<String, String> cases = new LinkedHashMap<>();
        cases.put(files("a", "a"), "files: \"a\" twice (expected: once)");
        cases.put(files(Stream.generate(() -> "d/x").limit(150).toArray(String[]::new)), "\"d/x\" twice");
        cases.put(files("a", "a/b"), "\"a\" and \"a/b\" (expected: a file or a directory)");
        cases.put(files("a/b/c", "a-", "a/b"), "\"a/b\" and \"a/b/c\" (expected: a file or a directory)");
        assertRefused(cases);
        // Of a torrent that is sound in itself, the peer refuses what its storage needs.
        for (String name : List.of(".starling", ".STARLING")) {
            assertThat(add(file(named(name)).toString())).contains("is taken by the storage itself");
        }
        assertThat(downloads.resolve(".starling"))
                .satisfiesAnyOf(
                        there -> assertThat(there).doesNotExist(),
                        there -> assertThat(there).isDirectory());
    }

    /** Names that are odd, and legal where this runs: they go over as they are. */
    @Test
    void namesThatAreOnlyOddGoOver() throws Exception {
        Path tree = directory.resolve("odd");
        List<String> names = List.of(
                "\u202efdp.exe",
                "CON",
                "nul.txt",
                "dot.",
                "space ",
                "A",
                "a",
                "\u00e4",
                "a\u0308",
                "new\nline",
                "-rf",
                "n".repeat(255),
                "..a",
                "%2e%2e");
        for (String name : names) {
            SampleFiles.write(tree.resolve(name), 20_000);
        }
        JarProcess share = swarm.share(tree);

        peer.get("odd");

        transfers++;
        peer.awaitDownloaded(transfers);
        assertThat(SampleFiles.sha256OfAll(downloads.resolve("odd"))).isEqualTo(SampleFiles.sha256OfAll(tree));
        share.close();
    }

    /** What a file on this disk may be called, and a torrent's may not. */
    @Test
    void aFileThatNoTorrentCanNameIsNotShared() throws Exception {
        SampleFiles.write(directory.resolve("unnamable").resolve("..\\evil"), 1_000);

        JarProcess share = JarProcess.of(
                        "share", directory.resolve("unnamable").toString(), "--tracker", swarm.trackerAddress())
                .run();

        assertThat(share.awaitExit()).isEqualTo(1);
        assertThat(share.err()).last().asString().contains("evil").contains("(expected: ");
    }

    @Test
    void aWebPageIsNoTorrent() throws Exception {
        served = "<!DOCTYPE html><title>404</title>".getBytes(UTF_8);

        assertThat(add(url() + "?passkey=secret")).isEqualTo(url() + ": a web page (expected: a .torrent file)");
    }

    @Test
    void aMagnetLinkThatIsNone() throws Exception {
        for (String link : List.of(
                "magnet:?",
                "magnet:?xt=urn:btih:zz",
                "magnet:?xt=urn:btmh:1220",
                "magnet:?xt=urn:btih:%",
                "magnet:?xt=urn:btih:" + "a".repeat(40) + "&so=0-4294967295",
                "magnet:?xt=urn:btih:" + "a".repeat(40) + "&x.pe=h:99999")) {
            assertThat(add(link)).as(link).startsWith("magnet link: ").contains("(expected: ");
        }
    }

    private static void assertRefused(Map<String, String> cases) throws Exception {
        Set<String> before = tree();
        for (Map.Entry<String, String> hostile : cases.entrySet()) {
            byte[] torrent = hostile.getKey().getBytes(ISO_8859_1);
            served = torrent;
            String shown =
                    hostile.getKey().substring(0, Math.min(200, hostile.getKey().length()));
            assertThat(publish(torrent)).as(shown).startsWith("torrent: ").contains(hostile.getValue());
            Path file = file(hostile.getKey());
            assertThat(add(file.toString())).as(shown).startsWith(file + ": ").contains(hostile.getValue());
            assertThat(add(url())).as(shown).startsWith(url() + ": ").contains(hostile.getValue());
            Files.delete(file);
        }
        // The temporary file of the transfer before may be deleted meanwhile; nothing may have come.
        assertThat(tree()).as("files, after and before").isSubsetOf(before);
        aFileGoesOverAsEver();
    }

    /** All that there is below the directory of the whole test, where paths that lead out would end. */
    private static Set<String> tree() throws IOException {
        try (Stream<Path> all = Files.walk(directory, 5)) {
            return all.map(Path::toString).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static void aFileGoesOverAsEver() throws Exception {
        transfers++;
        String name = "sound-" + transfers + ".bin";
        Path file = SampleFiles.write(directory.resolve(name), 1_000_000);
        try (JarProcess share = swarm.share(file)) {
            peer.get(name);
            peer.awaitDownloaded(transfers);
        }
        assertThat(SampleFiles.sha256(downloads.resolve(name))).isEqualTo(SampleFiles.sha256(file));
    }

    /** Why the tracker refuses it. */
    private static String publish(byte[] torrent) {
        BusException[] refused = new BusException[1];
        assertThatThrownBy(() -> tracker.publish(new TrackerRequest.Publish("hostile", ByteString.copyOf(torrent)))
                        .await(60, SECONDS))
                .isInstanceOfSatisfying(BusException.class, e -> refused[0] = e);
        assertThat(refused[0].code()).isEqualTo(BusException.MALFORMED);
        return String.valueOf(refused[0].getMessage());
    }

    private static Path file(String torrent) throws IOException {
        return Files.write(directory.resolve("hostile.torrent"), torrent.getBytes(ISO_8859_1));
    }

    private static String url() {
        return "http://127.0.0.1:" + web.getAddress().getPort() + "/hostile.torrent";
    }

    /** Why the peer refuses the source. */
    private static String add(String source) throws Exception {
        JsonObject error = peer.refused(source);
        return error.getString("message");
    }
}
