package io.starling.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** From the temporary to the final files: crashes after every step, damage found on the way, files in the way. */
class ReassemblyTest extends StorageTestCase {
    private final SampleTorrent torrent =
            SampleTorrent.directory("tree", PIECE, "a=10", "b/empty=0", "b/c=2500", "d=1", "e=3000");

    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private FilePieceStore filled(Peer peer) {
        FilePieceStore store = peer.open(torrent);
        peer.putAll(store, torrent);
        return store;
    }

    private static Stream<Arguments> crashes() {
        return Stream.of(StorageMode.values())
                .flatMap(mode -> Stream.of(ReassemblyStep.values())
                        .flatMap(step -> Stream.of(1L, 2L).map(boot -> Arguments.of(mode, step, boot))));
    }

    @ParameterizedTest
    @MethodSource("crashes")
    void aCrashAfterAnyStepLosesNothing(StorageMode mode, ReassemblyStep crash, long boot) throws IOException {
        Peer peer = newPeer(mode);
        peer.listener(step -> {
            if (step == crash) {
                throw new Crash();
            }
        });
        FilePieceStore store = filled(peer);
        assertThatThrownBy(() -> peer.reassemble(store)).hasRootCauseInstanceOf(Crash.class);
        peer.kill(store);

        peer.listener(ReassemblyStep.Listener.NONE).boot(boot);
        FilePieceStore again = peer.open(torrent);
        assertThat(again.pieces().isComplete()).isTrue();
        for (int piece = 0; piece < torrent.pieces(); piece++) {
            assertThat(peer.readPiece(again, piece)).isEqualTo(torrent.piece(piece));
        }
        peer.reassemble(again);
        assertOnlyFinalFiles(peer);
        peer.close(again);
        assertThat(peer.open(torrent).isReassembled()).isTrue();
    }

    private void assertOnlyFinalFiles(Peer peer) throws IOException {
        peer.assertFinalFiles(torrent);
        assertThat(peer.part(torrent)).doesNotExist();
        assertThat(peer.folder(torrent).resolve("files")).doesNotExist();
    }

    @Test
    void noFinalNameStandsBeforeAllFilesAreWritten() throws IOException {
        Peer peer = newPeer(StorageMode.APPEND);
        peer.listener(step -> {
            if (step == ReassemblyStep.MARKED) {
                throw new Crash();
            }
        });
        FilePieceStore store = filled(peer);
        assertThatThrownBy(() -> peer.reassemble(store)).isInstanceOf(StorageException.class);
        assertThat(directory.resolve("tree")).doesNotExist();
    }

    @Test
    void aPieceDamagedOnDiskIsNamedAndCanComeAgain() throws IOException {
        Peer peer = newPeer(StorageMode.APPEND);
        FilePieceStore store = filled(peer);
        damage(peer.part(torrent), torrent.shuffled().indexOf(3) * (long) PIECE + 17);
        DamagedPiecesException damaged =
                catchThrowableOfType(DamagedPiecesException.class, () -> peer.reassemble(store));
        assertThat(damaged.pieces()).containsExactly(3);
        assertThat(store.pieces().complement()).isEqualTo(set(torrent, 3));
        peer.put(store, torrent, 3);
        peer.reassemble(store);
        assertOnlyFinalFiles(peer);
    }

    @Test
    void aPieceDamagedBetweenTwoRunsIsNamedThoughSizeAndTimeAgree() throws IOException {
        Peer peer = newPeer(StorageMode.APPEND);
        peer.close(filled(peer));
        damageUnseen(peer.part(torrent), torrent.shuffled().indexOf(3) * (long) PIECE + 17);
        FilePieceStore again = peer.open(torrent);
        assertThat(again.pieces().isComplete()).isTrue();
        DamagedPiecesException damaged =
                catchThrowableOfType(DamagedPiecesException.class, () -> peer.reassemble(again));
        assertThat(damaged.pieces()).containsExactly(3);
    }

    @Test
    void aDroppedPieceIsNotThereAfterAKillEither() throws IOException {
        Peer peer = newPeer(StorageMode.APPEND);
        FilePieceStore store = filled(peer);
        damage(peer.part(torrent), torrent.shuffled().indexOf(3) * (long) PIECE + 17);
        assertThatThrownBy(() -> peer.reassemble(store)).isInstanceOf(DamagedPiecesException.class);
        peer.kill(store);
        assertThat(peer.open(torrent).pieces().complement()).isEqualTo(set(torrent, 3));
    }

    @Test
    void withoutVerificationADamagedPieceGoesUnseen() throws IOException {
        Peer peer = newPeer(StorageMode.APPEND).verifying(false);
        FilePieceStore store = filled(peer);
        damage(peer.part(torrent), torrent.shuffled().indexOf(3) * (long) PIECE + 17);
        peer.reassemble(store);
        assertThat(store.isReassembled()).isTrue();
    }

    @Test
    void aPlacedFileThatWasDeletedIsFetchedAgain() throws IOException {
        Peer peer = newPeer(StorageMode.DIRECT);
        FilePieceStore store = filled(peer);
        Files.delete(peer.folder(torrent).resolve("files/tree/e"));
        DamagedPiecesException damaged =
                catchThrowableOfType(DamagedPiecesException.class, () -> peer.reassemble(store));
        assertThat(damaged.pieces()).containsExactly(2, 3, 4, 5);
        damaged.pieces().forEach(piece -> peer.put(store, torrent, piece));
        peer.reassemble(store);
        assertOnlyFinalFiles(peer);
    }

    @Test
    void aTemporaryFileThatWasDeletedWhileOpenIsStillReassembled() throws IOException {
        Peer peer = newPeer(StorageMode.APPEND);
        FilePieceStore store = filled(peer);
        Files.delete(peer.part(torrent));
        peer.reassemble(store);
        assertOnlyFinalFiles(peer);
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void anotherFileInTheWayIsNeverOverwritten(StorageMode mode) throws IOException {
        Peer peer = newPeer(mode);
        FilePieceStore store = filled(peer);
        Path other = Files.createDirectories(directory.resolve("tree")).resolve("a");
        Files.writeString(other, "0123456789");
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> peer.reassemble(store))
                    .hasMessageContaining(other.toRealPath() + " exists already");
            assertThat(other).hasContent("0123456789");
        }
        Files.delete(other);
        peer.reassemble(store);
        assertOnlyFinalFiles(peer);
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void aFileThatComesDuringTheRenameIsNotOverwrittenByTheNextAttempt(StorageMode mode) throws IOException {
        Peer peer = newPeer(mode);
        Path other = directory.resolve("tree/e");
        peer.listener(step -> {
            if (step == ReassemblyStep.MARKED) {
                writeOther(other);
            }
        });
        FilePieceStore store = filled(peer);
        assertThatThrownBy(() -> peer.reassemble(store)).hasMessageContaining("exists already");
        peer.listener(ReassemblyStep.Listener.NONE);
        peer.kill(store);
        FilePieceStore again = peer.open(torrent);
        assertThatThrownBy(() -> peer.reassemble(again)).hasMessageContaining("exists already");
        assertThat(other).hasContent("other");
    }

    private static void writeOther(Path other) {
        try {
            Files.createDirectories(other.getParent());
            Files.writeString(other, "other");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void filesThatAreThereAndTheSameAreKept(StorageMode mode) throws IOException {
        Peer peer = newPeer(mode);
        FilePieceStore store = filled(peer);
        torrent.writeTo(directory);
        Files.delete(directory.resolve("tree/b/c"));
        Object before =
                Files.readAttributes(directory.resolve("tree/e"), "unix:ino").get("ino");
        peer.reassemble(store);
        assertOnlyFinalFiles(peer);
        assertThat(Files.readAttributes(directory.resolve("tree/e"), "unix:ino").get("ino"))
                .isEqualTo(before);
    }

    @Test
    void reassemblyAskedForTwiceIsOne() {
        Peer peer = newPeer(StorageMode.APPEND);
        FilePieceStore store = filled(peer);
        peer.await(() -> Future.all(store.reassemble(), store.reassemble()));
        assertThat(store.isReassembled()).isTrue();
        peer.reassemble(store);
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void closingDuringReassemblyLosesNothing(StorageMode mode) throws IOException {
        Peer peer = newPeer(mode);
        FilePieceStore store = filled(peer);
        peer.await(() -> {
            store.reassemble().onComplete(ended -> {});
            return store.close();
        });
        FilePieceStore again = peer.open(torrent);
        assertThat(again.pieces().isComplete()).isTrue();
        peer.reassemble(again);
        assertOnlyFinalFiles(peer);
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void recheckOfADownloadDropsWhatIsDamaged(StorageMode mode) throws IOException {
        Peer peer = newPeer(mode);
        FilePieceStore store = filled(peer);
        Path data = mode == StorageMode.APPEND
                ? peer.part(torrent)
                : peer.folder(torrent).resolve("files/tree/b/c");
        long position = mode == StorageMode.APPEND ? torrent.shuffled().indexOf(1) * (long) PIECE : 1500;
        damage(data, position);
        assertThat(peer.recheck(store).complement()).isEqualTo(set(torrent, 1));
        assertThat(peer.put(store, torrent, 1)).isEqualTo(PieceStore.PutOutcome.STORED);
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void recheckOfAFinishedDownloadFetchesAgainWhatIsDamaged(StorageMode mode) throws IOException {
        Peer peer = newPeer(mode);
        FilePieceStore store = filled(peer);
        peer.reassemble(store);
        damage(directory.resolve("tree/b/c"), 1500);
        assertThat(peer.recheck(store).complement()).isEqualTo(set(torrent, 1));
        assertThat(store.isReassembled()).isFalse();
        assertThat(peer.readPiece(store, 0)).isEqualTo(torrent.piece(0));
        assertThat(peer.put(store, torrent, 1)).isEqualTo(PieceStore.PutOutcome.STORED);
        peer.reassemble(store);
        assertOnlyFinalFiles(peer);
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void onlyWhatWasDeletedOfAFinishedDownloadIsFetchedAgain(StorageMode mode) throws IOException {
        Peer peer = newPeer(mode);
        FilePieceStore store = filled(peer);
        peer.reassemble(store);
        peer.close(store);
        Files.delete(directory.resolve("tree/e"));
        FilePieceStore again = peer.open(torrent);
        assertThat(again.isReassembled()).isFalse();
        assertThat(again.pieces()).isEqualTo(set(torrent, 0, 1));
        for (int piece : List.of(5, 2, 3, 4)) {
            peer.put(again, torrent, piece);
        }
        peer.reassemble(again);
        assertOnlyFinalFiles(peer);
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void aFinishedDownloadThatWasChangedIsRefusedNotOverwritten(StorageMode mode) throws IOException {
        Peer peer = newPeer(mode);
        FilePieceStore store = filled(peer);
        peer.reassemble(store);
        peer.close(store);
        Files.writeString(directory.resolve("tree/a"), "0123456789");
        assertThatThrownBy(() -> peer.open(torrent)).hasMessageContaining("was changed since it was downloaded");
        assertThat(directory.resolve("tree/a")).hasContent("0123456789");
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void aChangedFileIsNotOverwrittenBecauseAnotherIsMissing(StorageMode mode) throws IOException {
        Peer peer = newPeer(mode);
        FilePieceStore store = filled(peer);
        peer.reassemble(store);
        peer.close(store);
        Files.delete(directory.resolve("tree/b/c"));
        damage(directory.resolve("tree/e"), 2000);
        touch(directory.resolve("tree/e"), Duration.ofHours(1));
        assertThatThrownBy(() -> peer.open(torrent)).hasMessageContaining("tree/e was changed");
        assertThat(directory.resolve("tree/e")).exists();
    }

    @Test
    void aFinishedDownloadThatWasOnlyTouchedIsFinishedStill() throws IOException {
        Peer peer = newPeer(StorageMode.APPEND);
        FilePieceStore store = filled(peer);
        peer.reassemble(store);
        peer.close(store);
        touch(directory.resolve("tree/a"), Duration.ofHours(1));
        assertThat(peer.open(torrent).isReassembled()).isTrue();
    }

    @Test
    void aFinishedDownloadIsNotHashedAgain() throws IOException {
        Peer peer = newPeer(StorageMode.APPEND);
        FilePieceStore store = filled(peer);
        peer.reassemble(store);
        peer.close(store);
        damageUnseen(directory.resolve("tree/b/c"), 1500);
        assertThat(peer.boot(2).open(torrent).isReassembled()).isTrue();
    }
}
