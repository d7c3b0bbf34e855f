package io.starling.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Some files of a torrent: they are had, their neighbours on the same pieces are not, and the pieces are right all the same. */
class FileSelectionTest extends StorageTestCase {
    /** Of {@code b/c}, the first piece is shared with {@code a}, the last with {@code d} and {@code e}. */
    private final SampleTorrent torrent =
            SampleTorrent.directory("tree", PIECE, "a=10", "b/empty=0", "b/c=2500", "d=1", "e=3000");

    private final FileSelection chosen = FileSelection.of(torrent.metainfo(), file -> file == 2);
    private final List<Integer> wanted = List.of(0, 1, 2);

    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private FilePieceStore filled(Peer peer) {
        FilePieceStore store = peer.open(torrent, chosen);
        wanted.forEach(piece -> peer.put(store, torrent, piece));
        return store;
    }

    private void assertOnlyTheChosenFile(Peer peer) throws IOException {
        peer.assertFinalFiles(torrent, chosen);
        assertThat(peer.part(torrent)).doesNotExist();
        assertThat(peer.folder(torrent).resolve("files")).doesNotExist();
    }

    private void assertServes(Peer peer, FilePieceStore store) {
        for (int piece : wanted) {
            assertThat(peer.readPiece(store, piece)).isEqualTo(torrent.piece(piece));
        }
    }

    @Test
    void tellsWhichPiecesItTakes() {
        assertThat(chosen.pieces()).isEqualTo(set(torrent, 0, 1, 2));
        assertThat(chosen.isWhole()).isFalse();
        assertThat(FileSelection.of(torrent.metainfo(), file -> true)).isEqualTo(FileSelection.all(torrent.metainfo()));
        assertThatThrownBy(() -> FileSelection.of(torrent.metainfo(), file -> false))
                .hasMessage("files: none is chosen (expected: at least one of 5)");
    }

    @Test
    void aFileWithoutBytesTakesNoPieceAndIsThere() throws IOException {
        Peer peer = newPeer(StorageMode.APPEND);
        FileSelection empty = FileSelection.of(torrent.metainfo(), file -> file == 1);
        FilePieceStore store = peer.open(torrent, empty);
        peer.reassemble(store);
        peer.assertFinalFiles(torrent, empty);
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
        FileSelection kept = peer.await(() -> peer.storage().saved()).get(0).selection();
        assertThat(kept).isEqualTo(chosen);
        FilePieceStore again = peer.open(torrent, kept);
        assertThat(again.isComplete()).isTrue();
        assertServes(peer, again);
        peer.reassemble(again);
        assertOnlyTheChosenFile(peer);
        assertServes(peer, again);
        peer.close(again);
        FilePieceStore last = peer.open(torrent, kept);
        assertThat(last.isReassembled()).isTrue();
        assertServes(peer, last);
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void aPieceThatIsSharedWithAnotherFileIsCheckedAndFetchedAgain(StorageMode mode) throws IOException {
        Peer peer = newPeer(mode);
        FilePieceStore store = filled(peer);
        peer.reassemble(store);
        assertThat(peer.recheck(store)).isEqualTo(set(torrent, 0, 1, 2));
        peer.close(store);
        Files.delete(peer.folder(torrent).resolve("rest/4"));

        FilePieceStore again = peer.open(torrent, chosen);
        assertThat(again.missing()).isEqualTo(set(torrent, 2));
        peer.put(again, torrent, 2);
        peer.reassemble(again);
        assertOnlyTheChosenFile(peer);
        assertServes(peer, again);
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void othersCanBeWantedLater(StorageMode mode) throws IOException {
        Peer peer = newPeer(mode);
        FilePieceStore store = filled(peer);
        peer.reassemble(store);
        peer.close(store);

        FileSelection more = FileSelection.of(torrent.metainfo(), file -> file == 2 || file == 4);
        FilePieceStore again = peer.open(torrent, more);
        assertThat(again.pieces().contains(1)).isTrue();
        again.missing().stream().forEach(piece -> peer.put(again, torrent, piece));
        peer.reassemble(again);
        peer.assertFinalFiles(torrent, more);
        peer.close(again);

        FilePieceStore all = peer.open(torrent);
        all.missing().stream().forEach(piece -> peer.put(all, torrent, piece));
        peer.reassemble(all);
        peer.assertFinalFiles(torrent);
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void aFileOfTheUserThatIsNotWantedStaysAsItIs(StorageMode mode) throws IOException {
        Path mine = Files.createDirectories(directory.resolve("tree")).resolve("a");
        Files.writeString(mine, "mine");
        Peer peer = newPeer(mode);
        peer.reassemble(filled(peer));
        assertThat(mine).hasContent("mine");
        assertThat(directory.resolve("tree/b/c"))
                .hasBinaryContent(torrent.bytesOf(torrent.metainfo().files().get(2)));
    }

    @Test
    void aChosenFileThatIsThereAlreadyIsKept() throws IOException {
        torrent.writeTo(directory);
        Peer peer = newPeer(StorageMode.APPEND);
        FilePieceStore store = filled(peer);
        peer.reassemble(store);
        peer.close(store);
        assertThat(peer.open(torrent, chosen).isReassembled()).isTrue();
    }

    @Test
    void roomIsNeededForWhatIsWanted() {
        long size = 3L * PIECE;
        assertThatThrownBy(() -> newPeer(StorageMode.DIRECT).room(size - 1).open(torrent, chosen))
                .hasMessageContaining("no room");
        assertThat(newPeer(StorageMode.DIRECT).room(size).open(torrent, chosen).isComplete())
                .isFalse();
    }

    @Test
    void aSelectionThatWasDamagedIsNotTakenForAll() throws IOException {
        Peer peer = newPeer(StorageMode.APPEND);
        peer.close(filled(peer));
        Files.writeString(peer.folder(torrent).resolve("wanted.json"), "[1, \"x\"]");
        assertThat(peer.await(() -> peer.storage().saved())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void deletingWithDataLeavesNothing(StorageMode mode) {
        Peer peer = newPeer(mode);
        FilePieceStore store = filled(peer);
        peer.reassemble(store);
        peer.await(() -> store.delete(true));
        assertThat(directory.resolve("tree")).doesNotExist();
        assertThat(peer.folder(torrent)).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void damageOnAPieceThatIsSharedIsFound(StorageMode mode) throws IOException {
        Peer peer = newPeer(mode);
        FilePieceStore store = filled(peer);
        if (mode == StorageMode.APPEND) {
            damage(peer.part(torrent), 5);
        } else {
            cut(peer.folder(torrent).resolve("files/tree/a"), 0);
        }
        assertThat(catchThrowableOfType(DamagedPiecesException.class, () -> peer.reassemble(store))
                        .pieces())
                .contains(0);
    }

    /** {@code b} begins with a piece; of the padding before it nothing is on disk. */
    private final SampleTorrent padded =
            SampleTorrent.directory("padded", PIECE, "a=10", "~.pad/990=990", "b=1500", "~.pad/990=500", "c=1");

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void paddingIsNoFile(StorageMode mode) throws IOException {
        Peer peer = newPeer(mode);
        FilePieceStore store = peer.open(padded);
        peer.putAll(store, padded);
        peer.reassemble(store);
        assertThat(directory.resolve("padded/.pad")).doesNotExist();
        assertThat(peer.folder(padded).resolve("rest")).doesNotExist();
        peer.assertFinalFiles(padded);
        peer.close(store);

        FilePieceStore again = peer.open(padded);
        assertThat(again.isReassembled()).isTrue();
        for (int piece = 0; piece < padded.pieces(); piece++) {
            assertThat(peer.readPiece(again, piece)).isEqualTo(padded.piece(piece));
        }
    }

    @Test
    void filesThatAreThereAlreadyAreSoundWithoutTheirPadding() throws IOException {
        padded.writeTo(directory);
        assertThat(newPeer(StorageMode.APPEND).open(padded).isReassembled()).isTrue();
    }

    @Test
    void aFileBetweenPaddingIsHadByItself() throws IOException {
        FileSelection b = FileSelection.of(padded.metainfo(), file -> file == 2);
        assertThat(b.pieces()).isEqualTo(set(padded, 1, 2));
        Peer peer = newPeer(StorageMode.APPEND);
        FilePieceStore store = peer.open(padded, b);
        b.pieces().stream().forEach(piece -> peer.put(store, padded, piece));
        peer.reassemble(store);
        peer.assertFinalFiles(padded, b);
    }
}
