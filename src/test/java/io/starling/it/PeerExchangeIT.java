package io.starling.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.testing.JarProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A peer of ours knows one libtorrent, which would take ten minutes, and hears from it of another (BEP 11). No tracker is there. */
class PeerExchangeIT {
    private static final int LENGTH = 8 * SampleFiles.MIB + 4_321;

    @TempDir
    private Path directory;

    private static void done(String... args) {
        JarProcess process = JarProcess.of(args).run();
        assertThat(process.awaitExit()).as(String.join("\n", process.err())).isZero();
    }

    @Test
    void aPeerThatNoTrackerNamesIsHeardOf() throws Exception {
        Path original = SampleFiles.write(directory.resolve("seed/file.bin"), LENGTH);
        Path torrent = directory.resolve("file.torrent");
        Path to = directory.resolve("ours");
        done("create", original.toString(), "-o", torrent.toString());
        try (LibtorrentPeers theirs =
                LibtorrentPeers.seedBehindASlowOne(torrent, original.getParent(), directory.resolve("slow"))) {
            done("get", torrent.toString(), "--peer", theirs.address(), "--to", to.toString());
        }
        assertThat(SampleFiles.sha256(to.resolve("file.bin"))).isEqualTo(SampleFiles.sha256(original));
    }
}
