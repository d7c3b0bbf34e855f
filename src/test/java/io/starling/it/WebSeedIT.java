package io.starling.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.testing.JarProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The web seed of a torrent is nginx; peers are there beside it, or are not. No tracker of ours is there. */
class WebSeedIT {
    private static final int LENGTH = 24 * SampleFiles.MIB + 4_321;

    @TempDir
    private Path directory;

    private static JarProcess done(String... args) {
        JarProcess process = JarProcess.of(args).run();
        assertThat(process.awaitExit()).as(String.join("\n", process.err())).isZero();
        return process;
    }

    private Path torrent(Path original, String... more) throws IOException {
        Path torrent = Files.createTempDirectory(directory, "torrent").resolve("it.torrent");
        String[] args = new String[4 + more.length];
        System.arraycopy(new String[] {"create", original.toString(), "-o", torrent.toString()}, 0, args, 0, 4);
        System.arraycopy(more, 0, args, 4, more.length);
        done(args);
        return torrent;
    }

    @Test
    void aFileThatNoPeerHasIsFetched() throws Exception {
        Path original = SampleFiles.write(directory.resolve("www/a file.bin"), LENGTH);
        Path to = directory.resolve("ours");
        try (WebServer server = WebServer.of(original.getParent(), "0", directory.resolve("nginx"))) {
            Path torrent = torrent(original, "--web-seed", server.url());

            JarProcess get = done("get", torrent.toString(), "--to", to.toString());

            assertThat(get.out()).containsExactly(to.resolve("a file.bin").toString());
            assertThat(server.sentBytes()).isEqualTo(LENGTH);
        }
        assertThat(SampleFiles.sha256(to.resolve("a file.bin"))).isEqualTo(SampleFiles.sha256(original));
    }

    @Test
    void aDirectoryThatNoPeerHasIsFetched() throws Exception {
        Path original = SampleFiles.writeTree(directory.resolve("www/tree"));
        Path to = directory.resolve("ours");
        try (WebServer server = WebServer.of(original.getParent(), "0", directory.resolve("nginx"))) {
            Path torrent = torrent(original, "--web-seed", server.url());

            done("get", torrent.toString(), "--to", to.toString());
        }
        assertThat(SampleFiles.sha256OfAll(to.resolve("tree"))).isEqualTo(SampleFiles.sha256OfAll(original));
    }

    /** Both are slowed down, so that neither is done before the other has begun. */
    @Test
    void aPeerAndAWebSeedGiveAFileTogether() throws Exception {
        Path original = SampleFiles.write(directory.resolve("www/file.bin"), LENGTH);
        Path to = directory.resolve("ours");
        try (WebServer server = WebServer.of(original.getParent(), "4m", directory.resolve("nginx"))) {
            Path torrent = torrent(original, "--web-seed", server.url());
            try (LibtorrentPeers peer =
                    LibtorrentPeers.seed(torrent(original), original.getParent(), 4 * SampleFiles.MIB)) {
                done("get", torrent.toString(), "--peer", peer.address(), "--to", to.toString());
            }
            assertThat(server.sentBytes()).as(server.toString()).isBetween(1L, LENGTH - 1L);
        }
        assertThat(SampleFiles.sha256(to.resolve("file.bin"))).isEqualTo(SampleFiles.sha256(original));
    }
}
