package io.starling.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.bus.TransferSnapshot;
import io.starling.torrent.TransferStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Some files of a directory are fetched, and others later. */
class WantedFilesTest {
    private static final int PIECE = 32 * 1024;
    private static final int LENGTH = 10 * PIECE + 100;
    private static final List<String> ALL = List.of("a.bin", "deep/b.bin", "deep/c.txt");

    @TempDir
    private Path directory;

    private LocalSwarm swarm;
    private LocalSwarm.Peer seed;

    @BeforeEach
    void open() throws Exception {
        swarm = new LocalSwarm(directory);
        swarm.tracker(0);
        seed = swarm.peer("seed");
        for (String file : ALL) {
            swarm.file("tree/" + file, LENGTH);
        }
        seed.share(directory.resolve("original/tree"), PIECE);
    }

    @AfterEach
    void close() {
        swarm.close();
    }

    private void get(LocalSwarm.Peer peer, String... globs) {
        GetOptions options = new GetOptions(List.of(), List.of(globs), Duration.ofSeconds(20));
        LocalSwarm.await(peer.node.get("tree", options));
    }

    private static TransferSnapshot awaitDownloaded(LocalSwarm.Peer peer) {
        return peer.awaitTransfer("downloaded", now -> now.status() == TransferStatus.DOWNLOADED);
    }

    private void assertHasOnly(String peer, List<String> files) throws Exception {
        Path root = directory.resolve(peer).resolve("tree");
        try (Stream<Path> found = Files.walk(root)) {
            assertThat(found.filter(Files::isRegularFile)
                            .map(path -> root.relativize(path).toString()))
                    .containsExactlyInAnyOrderElementsOf(files);
        }
        for (String file : files) {
            assertThat(root.resolve(file))
                    .hasSameBinaryContentAs(directory.resolve("original/tree").resolve(file));
        }
    }

    @Test
    void whatIsWantedIsFetchedAndNothingElse() throws Exception {
        LocalSwarm.Peer peer = swarm.peer("peer");
        get(peer, "b.*");

        TransferSnapshot done = awaitDownloaded(peer);
        assertThat(done.piecesWanted()).isEqualTo(11).isLessThan(done.pieces());
        assertThat(done.piecesHave()).isEqualTo(11);
        assertThat(done.downloaded()).isLessThan(12 * PIECE);
        assertHasOnly("peer", List.of("deep/b.bin"));
    }

    /** BEP 53. */
    @Test
    void aLinkSaysWhatIsWanted() throws Exception {
        LocalSwarm.Peer peer = swarm.peer("peer");
        peer.get("magnet:?xt=urn:btih:" + seed.transfer().infoHash() + "&so=0,2");

        assertThat(awaitDownloaded(peer).piecesWanted()).isEqualTo(22);
        assertHasOnly("peer", List.of("a.bin", "deep/c.txt"));
    }

    /** Without a tracker the seed itself tells what the torrent is (BEP 9). */
    @Test
    void aLinkSaysSoOfWhatNobodyKnowsYetToo() throws Exception {
        seed.stop();
        LocalSwarm.Peer alone = swarm.peer("seed", options -> options.setTracker("tcp://127.0.0.1:1"));
        String infoHash = awaitDownloaded(alone).infoHash().hex(); // restored a moment after the start
        LocalSwarm.Peer peer = swarm.peer("peer", options -> options.setTracker("tcp://127.0.0.1:1"));
        peer.get("magnet:?xt=urn:btih:" + infoHash + "&x.pe=127.0.0.1:" + alone.port() + "&so=1");

        awaitDownloaded(peer);
        assertHasOnly("peer", List.of("deep/b.bin"));
    }

    @Test
    void whoHasSomeFilesServesThem() throws Exception {
        LocalSwarm.Peer first = swarm.peer("first");
        get(first, "deep/*");
        awaitDownloaded(first);
        seed.stop();

        LocalSwarm.Peer second = swarm.peer("second");
        get(second, "deep/c.txt");
        awaitDownloaded(second);
        assertHasOnly("second", List.of("deep/c.txt"));
    }

    @Test
    void othersCanBeWantedLater() throws Exception {
        LocalSwarm.Peer peer = swarm.peer("peer");
        get(peer, "a.bin");
        awaitDownloaded(peer);

        get(peer, "c.txt");
        TransferSnapshot both = awaitDownloaded(peer);
        assertThat(both.piecesWanted()).isEqualTo(22);
        assertHasOnly("peer", List.of("a.bin", "deep/c.txt"));

        get(peer);
        TransferSnapshot all = awaitDownloaded(peer);
        assertThat(all.piecesHave()).isEqualTo(all.pieces());
        assertHasOnly("peer", ALL);
    }

    @Test
    void aRestartForgetsNothing() throws Exception {
        LocalSwarm.Peer slow = swarm.peer("peer", options -> options.setMaxDownloadKiBps(64));
        get(slow, "a.bin");
        slow.awaitTransfer("underway", now -> now.piecesHave() > 0);
        slow.stop();

        LocalSwarm.Peer again = swarm.peer("peer");
        awaitDownloaded(again);
        assertHasOnly("peer", List.of("a.bin"));
    }

    @Test
    void aGlobThatMatchesNothingIsRefusedAndNothingIsBegun() {
        LocalSwarm.Peer peer = swarm.peer("peer");
        assertThatThrownBy(() -> get(peer, "*.iso"))
                .hasMessageContaining("files: \"*.iso\" matches no file of \"tree\" (expected: a glob that matches some"
                        + " of its files, as \"a.bin\", \"deep/b.bin\", \"deep/c.txt\")");
        assertThatThrownBy(() -> get(peer, "[")).hasMessageContaining("files: \"[\": Missing ']");
        assertThat(peer.status().transfers()).isEmpty();
    }
}
