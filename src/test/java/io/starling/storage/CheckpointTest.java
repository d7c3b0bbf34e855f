package io.starling.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How much a crash of the machine can cost. */
class CheckpointTest extends StorageTestCase {
    private static final int LARGE = 8 * 1024 * 1024;
    private final SampleTorrent torrent = SampleTorrent.zeros("large.bin", 10 * LARGE, LARGE);

    private IndexReplay replay(Peer peer) throws IOException {
        ByteBuffer index = ByteBuffer.wrap(Files.readAllBytes(peer.index(torrent)));
        assertThat(IndexHeader.decode(index)).isNotNull();
        return IndexReplay.of(index, torrent.metainfo().grid());
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void after64MiBWhatWasPutBeforeIsCovered(StorageMode mode) throws IOException {
        Peer peer = newPeer(mode);
        FilePieceStore store = peer.open(torrent);
        IntStream.range(0, 8).forEach(piece -> peer.put(store, torrent, piece));
        peer.await(store::whenSynced);
        assertThat(replay(peer).recent().isEmpty()).isTrue();
        peer.put(store, torrent, 8);
        peer.kill(store);
        assertThat(replay(peer).recent()).isEqualTo(set(torrent, 8));
        assertThat(replay(peer).pieces().count()).isEqualTo(9);
    }

    @Test
    void putsAndReadsGoOnDuringASync() throws IOException {
        Peer peer = newPeer(StorageMode.APPEND);
        FilePieceStore store = peer.open(torrent);
        peer.await(() -> Future.all(IntStream.range(0, 10)
                .mapToObj(piece -> store.put(piece, torrent.buffer(piece)))
                .toList()));
        assertThat(peer.readPiece(store, 9)).isEqualTo(torrent.piece(9));
        peer.await(store::whenSynced);
        assertThat(replay(peer).recent().count()).isLessThanOrEqualTo(2);
    }

    @Test
    void aClosedStoreIsCovered() throws IOException {
        Peer peer = newPeer(StorageMode.APPEND);
        FilePieceStore store = peer.open(torrent);
        peer.put(store, torrent, 3);
        peer.close(store);
        assertThat(replay(peer).isClosed()).isTrue();
        assertThat(replay(peer).recent().isEmpty()).isTrue();
    }
}
