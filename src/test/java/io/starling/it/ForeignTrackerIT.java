package io.starling.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.it.stock.Order;
import io.starling.it.stock.StockClient;
import io.starling.it.stock.StockKind;
import io.starling.testing.JarProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A torrent from elsewhere: its tracker is opentracker, its other peer libtorrent, and no tracker of ours is there. */
class ForeignTrackerIT {
    private static final int LENGTH = 8 * SampleFiles.MIB + 4_321;

    @TempDir
    private Path directory;

    private static JarProcess done(String... args) {
        JarProcess process = JarProcess.of(args).run();
        assertThat(process.awaitExit()).as(String.join("\n", process.err())).isZero();
        return process;
    }

    private Path torrentOf(Path file, String announce) throws IOException {
        Path torrent = Files.createTempDirectory(directory, "torrent").resolve(file.getFileName() + ".torrent");
        done("create", file.toString(), "-o", torrent.toString(), "--announce", announce);
        return torrent;
    }

    private String infoHash(Path file) throws IOException {
        JarProcess info =
                done("info", torrentOf(file, "http://127.0.0.1:1/announce").toString(), "--json");
        return new JsonObject(String.join("", info.out())).getString("infoHash");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "udp"})
    void weLeechFromASeedThatOnlyItsTrackerKnows(String scheme) throws Exception {
        Path original = SampleFiles.write(directory.resolve("theirs/theirs.bin"), LENGTH);
        Path to = directory.resolve("ours");
        try (OpenTracker tracker = OpenTracker.of(infoHash(original), directory.resolve("tracker"))) {
            Path torrent = torrentOf(original, tracker.announce(scheme));
            try (StockClient seed = StockKind.LIBTORRENT.startOnLoopback(Order.of(torrent, original.getParent()))) {
                seed.awaitDone();

                JarProcess get = done("get", torrent.toString(), "--to", to.toString());

                assertThat(get.out()).containsExactly(to.resolve("theirs.bin").toString());
            }
        }
        assertThat(SampleFiles.sha256(to.resolve("theirs.bin"))).isEqualTo(SampleFiles.sha256(original));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "udp"})
    void theyLeechFromUsWhomOnlyTheTrackerKnows(String scheme) throws Exception {
        Path original = SampleFiles.write(directory.resolve("ours/ours.bin"), LENGTH);
        Path to = directory.resolve("theirs");
        try (OpenTracker tracker = OpenTracker.of(infoHash(original), directory.resolve("tracker"))) {
            Path torrent = torrentOf(original, tracker.announce(scheme));
            String[] seed = {
                "get", torrent.toString(), "--to", original.getParent().toString(), "--seed"
            };
            try (JarProcess get = JarProcess.of(seed).start()) {
                get.awaitOut(".*ours\\.bin");
                try (StockClient leech = StockKind.LIBTORRENT.startOnLoopback(Order.of(torrent, to))) {
                    leech.awaitDone();
                }
            }
        }
        assertThat(SampleFiles.sha256(to.resolve("ours.bin"))).isEqualTo(SampleFiles.sha256(original));
    }
}
