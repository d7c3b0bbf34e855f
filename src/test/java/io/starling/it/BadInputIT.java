package io.starling.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.starling.testing.JarProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a person gets for bad input while a tracker is there: one line that helps, and the right exit code. */
class BadInputIT {
    private static final String PIECES = "6:pieces20:" + "h".repeat(20);

    /** What stands behind the name in {@code info}: the common part of most of the torrents below. */
    private static final String GOOD_END = "4:name1:n12:piece lengthi16384e" + PIECES;

    /** Each is refused for the reason beside it. */
    private static final Map<String, Hostile> HOSTILE = new TreeMap<>(Map.of(
            "nesting bomb", new Hostile("d4:info" + "l".repeat(5_000_000), ".*nested.*"),
            "string bomb", new Hostile("d4:infod6:pieces2147483647:", ".*2147483647.*"),
            "negative length", new Hostile(info("6:lengthi-1e" + GOOD_END), ".*length.*-1.*"),
            "2^63", new Hostile(info("6:lengthi9223372036854775808e" + GOOD_END), ".*a number out of range.*"),
            "dot dot", new Hostile(info("5:filesld6:lengthi5e4:pathl2:..3:etceee" + GOOD_END), ".*\\Q..\\E.*"),
            "too few hashes", new Hostile(info("6:lengthi16385e" + GOOD_END), ".*(pieces|hash).*"),
            "trailing bytes", new Hostile(info("6:lengthi5e" + GOOD_END) + "junk", ".*\\b4\\b.*|.*end.*"),
            "duplicate keys", new Hostile(info("6:lengthi5e6:lengthi5e" + GOOD_END), ".*the same key again.*")));

    @TempDir
    private static Path directory;

    private static JarSwarm swarm;

    private record Hostile(String torrent, String reason) {}

    private static String info(String entries) {
        return "d4:infod" + entries + "ee";
    }

    @BeforeAll
    static void startTheTracker() throws IOException {
        swarm = JarSwarm.begin(directory);
    }

    @AfterAll
    static void endThem() throws Exception {
        swarm.close();
    }

    private static void failsWithOneLine(JarProcess process, int exitCode, String pattern) {
        assertThat(process.awaitExit()).isEqualTo(exitCode);
        assertThat(process.out()).isEmpty();
        assertThat(process.err()).hasSize(1).first().asString().matches("starling: " + pattern);
    }

    @Test
    void aNameThatNobodyHasPublished() {
        failsWithOneLine(swarm.get("nothing.iso", directory.resolve("got")), 1, ".*\"nothing\\.iso\".*catalogue.*");
        assertThat(directory.resolve("got/nothing.iso")).doesNotExist();
    }

    @Test
    void aNameUnderWhichTwoFilesArePublished() throws Exception {
        Path one = SampleFiles.write(directory.resolve("one/same.bin"), 20_000);
        Path other = SampleFiles.write(directory.resolve("other/same.bin"), 30_000);
        List<String> infoHashes = Stream.of(one, other)
                .map(file -> swarm.share(file).out().get(0).split("\t")[1])
                .toList();
        Path to = directory.resolve("got");

        JarProcess ambiguous = swarm.get("same.bin", to);

        failsWithOneLine(ambiguous, 2, ".*same\\.bin.*");
        assertThat(ambiguous.err().get(0)).contains(infoHashes);
        JarProcess chosen = swarm.get(infoHashes.get(1), to);
        assertThat(chosen.awaitExit()).isZero();
        assertThat(SampleFiles.sha256(to.resolve("same.bin"))).isEqualTo(SampleFiles.sha256(other));
    }

    static Stream<String> hostileTorrents() {
        return HOSTILE.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("hostileTorrents")
    void aHostileTorrent(String kind) throws IOException {
        Hostile hostile = HOSTILE.get(kind);
        Path file = directory.resolve(kind + ".torrent");
        Files.write(file, hostile.torrent.getBytes(ISO_8859_1));

        JarProcess info = JarProcess.of("info", file.toString()).start();
        JarProcess get = swarm.get(file.toString(), directory.resolve("hostile"));

        failsWithOneLine(info, 1, hostile.reason);
        failsWithOneLine(get, 1, hostile.reason);
        assertThat(directory.resolve("hostile"))
                .satisfiesAnyOf(
                        there -> assertThat(there).doesNotExist(),
                        there -> assertThat(there).isEmptyDirectory());
    }

    /** A torrent of three quarters of what the disk has left: there is room for it once, not twice. */
    @Test
    void aTorrentThatFitsTheDiskOnlyOnce() throws Exception {
        int pieceLength = 16 * SampleFiles.MIB;
        long room = Files.getFileStore(directory).getUsableSpace();
        int pieces = (int) (room / 4 * 3 / pieceLength);
        Path file = directory.resolve("huge.torrent");
        String hashes = "h".repeat(20 * pieces);
        String huge = "6:lengthi" + (long) pieces * pieceLength + "e4:name4:huge12:piece lengthi" + pieceLength
                + "e6:pieces" + hashes.length() + ":" + hashes;
        Files.write(file, info(huge).getBytes(ISO_8859_1));

        Path to = directory.resolve("no-room");
        JarProcess get = swarm.get(file.toString(), to);

        failsWithOneLine(get, 1, ".*huge.*: no room .* storage \"direct\" .*");
        assertThat(SampleFiles.sha256OfAll(to))
                .as("nothing that a restart would go on with")
                .isEmpty();
        JsonObject direct = new JsonObject()
                .put("storage", "direct")
                .put("downloadDir", to.toString())
                .put("get", JsonArray.of(file.toString()));
        JarNode node = swarm.peer("direct", direct);
        node.await(1, "taken on", transfer -> transfer.name().equals("huge"));
    }
}
