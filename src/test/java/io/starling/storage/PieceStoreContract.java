package io.starling.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.starling.storage.PieceStore.PutOutcome;
import io.starling.torrent.Block;
import io.starling.torrent.PieceSet;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store does, however it keeps its pieces. */
abstract class PieceStoreContract extends StorageTestCase {
    private Peer peer;
    private final SampleTorrent torrent = SampleTorrent.file("file.bin", 10 * PIECE + 300, PIECE);
    private final SampleTorrent tree =
            SampleTorrent.directory("tree", PIECE, "a=10", "b/empty=0", "b/c=2500", "b/d=1", "b/e=1", "f=3000", "z=0");

    abstract StorageMode mode();

    @BeforeEach
    void newPeer() {
        peer = newPeer(mode());
    }

    @Test
    void aNewStoreHasNothing() {
        FilePieceStore store = peer.open(torrent);
        assertThat(store.pieces().isEmpty()).isTrue();
        assertThat(store.isReassembled()).isFalse();
    }

    @Test
    void aSoundPieceIsStoredAndCanBeRead() {
        FilePieceStore store = peer.open(torrent);
        assertThat(peer.put(store, torrent, 3)).isEqualTo(PutOutcome.STORED);
        assertThat(store.pieces()).isEqualTo(PieceSet.of(torrent.pieces(), List.of(3)));
        assertThat(peer.readPiece(store, 3)).isEqualTo(torrent.piece(3));
    }

    @Test
    void aPieceThatIsHereIsADuplicate() {
        FilePieceStore store = peer.open(torrent);
        peer.put(store, torrent, 3);
        assertThat(peer.put(store, torrent, 3)).isEqualTo(PutOutcome.DUPLICATE);
    }

    @Test
    void twoCopiesAtOnceAreStoredOnce() {
        FilePieceStore store = peer.open(torrent);
        List<PutOutcome> outcomes = new ArrayList<>();
        peer.await(() -> Future.all(
                store.put(4, torrent.buffer(4)).onSuccess(outcomes::add),
                store.put(4, torrent.buffer(4)).onSuccess(outcomes::add)));
        assertThat(outcomes).containsExactlyInAnyOrder(PutOutcome.STORED, PutOutcome.DUPLICATE);
    }

    @Test
    void aDamagedPieceIsThrownAwayAndMayComeAgain() {
        FilePieceStore store = peer.open(torrent);
        assertThat(peer.await(() -> store.put(2, torrent.damaged(2)))).isEqualTo(PutOutcome.DAMAGED);
        assertThat(store.pieces().isEmpty()).isTrue();
        assertThat(peer.put(store, torrent, 2)).isEqualTo(PutOutcome.STORED);
    }

    @Test
    void everyBufferThatIsPutIsReleased() {
        FilePieceStore store = peer.open(torrent);
        ByteBuf sound = torrent.buffer(1);
        ByteBuf damaged = torrent.damaged(2);
        ByteBuf duplicate = torrent.buffer(1);
        ByteBuf tooLong = torrent.buffer(0).writeByte(0);
        ByteBuf unknown = torrent.buffer(0);
        peer.await(() -> Future.join(List.of(
                        store.put(1, sound),
                        store.put(2, damaged),
                        store.put(1, duplicate),
                        store.put(0, tooLong),
                        store.put(torrent.pieces(), unknown)))
                .otherwiseEmpty());
        assertThat(List.of(sound, damaged, duplicate, tooLong, unknown)).allMatch(buffer -> buffer.refCnt() == 0);
    }

    @Test
    void manyPiecesAtOnceAreAllStored() {
        FilePieceStore store = peer.open(torrent);
        peer.await(() -> Future.all(torrent.shuffled().stream()
                .map(piece -> store.put(piece, torrent.buffer(piece)))
                .toList()));
        assertThat(store.pieces().isComplete()).isTrue();
        for (int piece = 0; piece < torrent.pieces(); piece++) {
            assertThat(peer.readPiece(store, piece)).isEqualTo(torrent.piece(piece));
        }
    }

    @Test
    void blocksAreReadInTheOrderAsked() {
        FilePieceStore store = peer.open(torrent);
        peer.putAll(store, torrent);
        List<Block> blocks =
                List.of(new Block(5, 0, 100), new Block(5, 100, 200), new Block(10, 250, 50), new Block(0, 999, 1));
        List<byte[]> read = peer.read(store, blocks);
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            byte[] expected =
                    Arrays.copyOfRange(torrent.piece(block.piece()), block.begin(), block.begin() + block.length());
            assertThat(read.get(i)).as("block %s", block).isEqualTo(expected);
        }
    }

    @Test
    void blocksOfOneReadAreReleasedOneByOne() {
        FilePieceStore store = peer.open(torrent);
        peer.put(store, torrent, 5);
        List<ByteBuf> blocks = peer.await(() -> store.read(List.of(new Block(5, 0, 100), new Block(5, 100, 100))));
        ByteBuf shared = blocks.get(0).unwrap();
        blocks.get(0).release();
        assertThat(blocks.get(1).getByte(0)).isEqualTo(torrent.piece(5)[100]);
        blocks.get(1).release();
        assertThat(blocks).allMatch(block -> block.refCnt() == 0);
        assertThat(shared.refCnt()).isZero();
    }

    @Test
    void refusesAReadOfAPieceThatIsNotHere() {
        FilePieceStore store = peer.open(torrent);
        assertThatThrownBy(() -> peer.read(store, new Block(1, 0, 10)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("piece 1 is not here");
    }

    @Test
    void refusesABlockBeyondThePiece() {
        FilePieceStore store = peer.open(torrent);
        peer.putAll(store, torrent);
        assertThatThrownBy(() -> peer.read(store, new Block(10, 0, 301)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("not a block");
    }

    @Test
    void refusesToReassembleWhilePiecesAreMissing() {
        FilePieceStore store = peer.open(torrent);
        assertThatThrownBy(() -> peer.reassemble(store)).hasMessageContaining("11 pieces are missing");
    }

    @Test
    void reassemblyLeadsToTheFinalFileAndNothingElse() throws IOException {
        FilePieceStore store = peer.open(torrent);
        peer.putAll(store, torrent);
        peer.reassemble(store);
        peer.assertFinalFiles(torrent);
        assertThat(store.isReassembled()).isTrue();
        assertThat(store.root()).isEqualTo(directory.toRealPath().resolve("file.bin"));
        assertThat(peer.part(torrent)).doesNotExist();
        assertThat(peer.folder(torrent).resolve("files")).doesNotExist();
        assertThat(peer.readPiece(store, 10)).isEqualTo(torrent.piece(10));
    }

    @Test
    void filesSmallerThanAPieceAndEmptyOnesAreReassembled() throws IOException {
        FilePieceStore store = peer.open(tree);
        peer.putAll(store, tree);
        peer.reassemble(store);
        peer.assertFinalFiles(tree);
        assertThat(peer.readPiece(store, 2)).isEqualTo(tree.piece(2));
    }

    @Test
    void aTorrentWithoutBytesIsReassembled() throws IOException {
        SampleTorrent empty = SampleTorrent.directory("nothing", PIECE, "a=0", "b/c=0");
        FilePieceStore store = peer.open(empty);
        assertThat(store.pieces().isComplete()).isTrue();
        peer.reassemble(store);
        peer.assertFinalFiles(empty);
        peer.close(store);
        assertThat(peer.open(empty).isReassembled()).isTrue();
    }

    @Test
    void readsNeverFailWhileReassemblyGoesOn() {
        FilePieceStore store = peer.open(tree);
        peer.putAll(store, tree);
        AtomicInteger soundReads = new AtomicInteger();
        peer.await(() -> {
            Future<Void> end = store.reassemble().compose(moved -> store.settled());
            Promise<Void> readersDone = Promise.promise();
            readUntil(store, end, soundReads, readersDone);
            return readersDone.future().compose(done -> end);
        });
        assertThat(soundReads).hasPositiveValue();
    }

    private void readUntil(PieceStore store, Future<Void> end, AtomicInteger soundReads, Promise<Void> done) {
        if (end.isComplete()) {
            done.complete();
            return;
        }
        store.read(List.of(new Block(1, 0, PIECE))).onFailure(done::fail).onSuccess(blocks -> {
            byte[] bytes = new byte[PIECE];
            blocks.get(0).readBytes(bytes).release();
            if (Arrays.equals(bytes, tree.piece(1))) {
                soundReads.incrementAndGet();
                readUntil(store, end, soundReads, done);
            } else {
                done.fail("a read gave other bytes than the piece's");
            }
        });
    }

    @Test
    void aPieceThatComesAfterReassemblyIsADuplicate() {
        FilePieceStore store = peer.open(torrent);
        peer.putAll(store, torrent);
        peer.reassemble(store);
        assertThat(peer.put(store, torrent, 1)).isEqualTo(PutOutcome.DUPLICATE);
    }

    @Test
    void aClosedStoreGoesOnWhereItWas() {
        FilePieceStore store = peer.open(torrent);
        peer.put(store, torrent, 7);
        peer.put(store, torrent, 10);
        peer.put(store, torrent, 0);
        peer.close(store);
        FilePieceStore again = peer.open(torrent);
        assertThat(again.pieces()).isEqualTo(PieceSet.of(torrent.pieces(), List.of(0, 7, 10)));
        assertThat(peer.readPiece(again, 10)).isEqualTo(torrent.piece(10));
        assertThat(peer.put(again, torrent, 7)).isEqualTo(PutOutcome.DUPLICATE);
    }

    @Test
    void aFinishedDownloadIsFinishedAfterARestart() {
        FilePieceStore store = peer.open(tree);
        peer.putAll(store, tree);
        peer.reassemble(store);
        peer.close(store);
        FilePieceStore again = peer.open(tree);
        assertThat(again.isReassembled()).isTrue();
        assertThat(again.pieces().isComplete()).isTrue();
        assertThat(peer.readPiece(again, 2)).isEqualTo(tree.piece(2));
    }

    @Test
    void onlyOneStoreHasATorrentAtATime() {
        peer.open(torrent);
        assertThatThrownBy(() -> newPeer(mode()).open(torrent))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("in use by another");
    }

    @Test
    void closingReleasesTheTorrent() {
        peer.close(peer.open(torrent));
        assertThat(peer.open(torrent).pieces().isEmpty()).isTrue();
    }

    @Test
    void closingWaitsForWhatIsUnderWay() {
        FilePieceStore store = peer.open(torrent);
        peer.await(() -> {
            Future<PutOutcome> put = store.put(1, torrent.buffer(1));
            return store.close()
                    .onSuccess(closed -> assertThat(put.isComplete()).isTrue());
        });
        assertThat(peer.open(torrent).pieces().contains(1)).isTrue();
    }

    @Test
    void aClosedStoreRefusesEverything() {
        FilePieceStore store = peer.open(torrent);
        peer.close(store);
        assertThatThrownBy(() -> peer.put(store, torrent, 1)).hasMessageContaining("closed");
        assertThatThrownBy(() -> peer.read(store, new Block(1, 0, 1))).hasMessageContaining("closed");
        assertThatThrownBy(() -> peer.reassemble(store)).hasMessageContaining("closed");
    }

    @Test
    void deletingForgetsTheTorrentButKeepsTheFiles() throws IOException {
        FilePieceStore store = peer.open(tree);
        peer.putAll(store, tree);
        peer.reassemble(store);
        peer.await(() -> store.delete(false));
        peer.assertFinalFiles(tree);
        assertThat(peer.folder(tree)).doesNotExist();
    }

    @Test
    void deletingWithDataLeavesNothing() throws IOException {
        FilePieceStore store = peer.open(tree);
        peer.putAll(store, tree);
        peer.reassemble(store);
        Files.writeString(directory.resolve("tree/mine"), "not of the torrent");
        peer.await(() -> store.delete(true));
        assertThat(directory.resolve("tree"))
                .isDirectoryContaining("glob:**mine")
                .isDirectoryNotContaining("glob:**f");
        assertThat(directory.resolve("tree/b")).doesNotExist();
    }
}
