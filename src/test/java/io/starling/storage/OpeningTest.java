package io.starling.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.torrent.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What stands in the way of a download, what makes it needless, and files that are only shared. */
class OpeningTest extends StorageTestCase {
    private final SampleTorrent torrent = SampleTorrent.file("file.bin", 9 * PIECE + 300, PIECE);
    private final SampleTorrent tree =
            SampleTorrent.directory("tree", PIECE, "a=10", "b/empty=0", "b/c=2500", "d=3000");

    @TempDir
    Path elsewhere;

    @Test
    void refusesAppendWithoutRoomForTwiceTheSizeAndNamesDirect() {
        long size = torrent.content().length;
        assertThatThrownBy(() -> newPeer(StorageMode.APPEND).room(2 * size - 1).open(torrent))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("direct")
                .hasMessageContaining((2 * size) + " bytes needed, " + (2 * size - 1) + " there");
        assertThat(newPeer(StorageMode.APPEND)
                        .room(2 * size)
                        .open(torrent)
                        .pieces()
                        .isEmpty())
                .isTrue();
    }

    @Test
    void directNeedsRoomOnce() {
        long size = torrent.content().length;
        assertThatThrownBy(() -> newPeer(StorageMode.DIRECT).room(size - 1).open(torrent))
                .hasMessageContaining("no room");
        assertThat(newPeer(StorageMode.DIRECT).room(size).open(torrent).pieces().isEmpty())
                .isTrue();
    }

    @Test
    void whatIsHereNeedsNoRoom() {
        Peer peer = newPeer(StorageMode.APPEND);
        FilePieceStore store = peer.open(torrent);
        peer.putAll(store, torrent);
        peer.close(store);
        long size = torrent.content().length;
        assertThatThrownBy(() -> peer.room(size - 1).open(torrent)).hasMessageContaining("no room");
        assertThat(peer.room(size).open(torrent).pieces().isComplete()).isTrue();
    }

    @Test
    void aRefusedTorrentIsLetGoOf() {
        Peer peer = newPeer(StorageMode.APPEND).room(1);
        assertThatThrownBy(() -> peer.open(torrent)).hasMessageContaining("no room");
        assertThat(peer.room(Long.MAX_VALUE).open(torrent).pieces().isEmpty()).isTrue();
    }

    @Test
    void theSameFileThatIsThereAlreadyIsTheDownload() throws IOException {
        torrent.writeTo(directory);
        Peer peer = newPeer(StorageMode.APPEND);
        FilePieceStore store = peer.open(torrent);
        assertThat(store.isReassembled()).isTrue();
        assertThat(peer.readPiece(store, 9)).isEqualTo(torrent.piece(9));
    }

    @Test
    void theSameFileThatIsThereAlreadyIsHashedOnce() throws IOException {
        Path file = torrent.writeTo(directory);
        Peer peer = newPeer(StorageMode.APPEND);
        peer.close(peer.open(torrent));
        damageUnseen(file, 5);
        assertThat(peer.open(torrent).isReassembled()).isTrue();
    }

    @Test
    void aFileOfAnotherLengthIsNamedAndLeftAlone() throws IOException {
        Files.writeString(directory.resolve("file.bin"), "mine");
        assertThatThrownBy(() -> newPeer(StorageMode.APPEND).open(torrent))
                .hasMessageContaining("file.bin exists already and is not the same");
        assertThat(directory.resolve("file.bin")).hasContent("mine");
    }

    @Test
    void aFileOfTheSameLengthButOtherBytesIsNamedAndLeftAlone() throws IOException {
        Path file = torrent.writeTo(directory);
        damage(file, 5);
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> newPeer(StorageMode.DIRECT).open(torrent))
                .hasMessageContaining("file.bin exists already and is not the same");
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void aDirectoryInThePlaceOfAFileIsNamed() throws IOException {
        Files.createDirectories(directory.resolve("file.bin"));
        assertThatThrownBy(() -> newPeer(StorageMode.APPEND).open(torrent))
                .hasMessageContaining("file.bin exists already");
    }

    @Test
    void aFileInThePlaceOfTheDirectoryIsNamed() throws IOException {
        Files.writeString(directory.resolve("tree"), "mine");
        assertThatThrownBy(() -> newPeer(StorageMode.APPEND).open(tree))
                .hasMessageContaining("tree exists already and is not a directory");
    }

    @Test
    void aFileInThePlaceOfAnInnerDirectoryIsNamed() throws IOException {
        Files.createDirectories(directory.resolve("tree"));
        Files.writeString(directory.resolve("tree/b"), "mine");
        assertThatThrownBy(() -> newPeer(StorageMode.APPEND).open(tree))
                .hasMessageContaining("tree/b exists already and is not a directory");
    }

    @Test
    void directDoesNotWriteIntoFilesThatAreThere() throws IOException {
        Path root = tree.writeTo(directory);
        Files.delete(root.resolve("a"));
        damage(root.resolve("d"), 5);
        byte[] before = Files.readAllBytes(root.resolve("d"));
        Peer peer = newPeer(StorageMode.DIRECT);
        FilePieceStore store = peer.open(tree);
        peer.putAll(store, tree);
        assertThatThrownBy(() -> peer.reassemble(store)).hasMessageContaining("exists already");
        assertThat(root.resolve("d")).hasBinaryContent(before);
    }

    @Test
    void doesNotFollowALinkOutOfTheDownloadDirectory() throws IOException {
        Files.createSymbolicLink(directory.resolve("tree"), elsewhere);
        assertThatThrownBy(() -> newPeer(StorageMode.APPEND).open(tree)).hasMessageContaining("is a symbolic link");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void doesNotFollowALinkThatComesLater() throws IOException {
        Peer peer = newPeer(StorageMode.APPEND);
        FilePieceStore store = peer.open(tree);
        peer.putAll(store, tree);
        Files.createDirectories(directory.resolve("tree"));
        Files.createSymbolicLink(directory.resolve("tree/b"), elsewhere);
        assertThatThrownBy(() -> peer.reassemble(store)).hasMessageContaining("is a symbolic link");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void refusesTheStoragesOwnName() {
        SampleTorrent hostile = SampleTorrent.file(".starling", 10, PIECE);
        assertThatThrownBy(() -> newPeer(StorageMode.APPEND).open(hostile))
                .hasMessageContaining("taken by the storage");
    }

    @Test
    void aDownloadDirectoryThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("plain"), "");
        assertThatThrownBy(() -> newPeer(file, StorageMode.APPEND).open(torrent))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("plain");
    }

    @Test
    void sharedFilesServeWhereTheyAre() throws IOException {
        Path root = tree.writeTo(elsewhere);
        Peer peer = newPeer(StorageMode.APPEND);
        FilePieceStore store = peer.openExisting(tree, root, false);
        assertThat(store.isReassembled()).isTrue();
        assertThat(store.root()).isEqualTo(root);
        assertThat(peer.readPiece(store, 2)).isEqualTo(tree.piece(2));
        assertThat(directory).isDirectoryNotContaining("glob:**tree");
    }

    @Test
    void sharedFilesAreHashedUnlessTheyAreVerified() throws IOException {
        Path root = torrent.writeTo(elsewhere);
        damage(root, 2 * PIECE);
        Peer peer = newPeer(StorageMode.APPEND);
        FilePieceStore hashed = peer.openExisting(torrent, root, false);
        assertThat(hashed.pieces().complement()).isEqualTo(set(torrent, 2));
        peer.close(hashed);
        assertThat(peer.openExisting(torrent, root, true).pieces().isComplete()).isTrue();
    }

    @Test
    void sharedFilesThatDidNotChangeAreNotHashedAgain() throws IOException {
        Path root = torrent.writeTo(elsewhere);
        Peer peer = newPeer(StorageMode.APPEND);
        peer.close(peer.openExisting(torrent, root, true));
        damageUnseen(root, 2 * PIECE);
        assertThat(peer.openExisting(torrent, root, false).pieces().isComplete())
                .isTrue();
    }

    @Test
    void onlyPiecesOfSharedFilesThatChangedAreHashedAgain() throws IOException {
        Path root = tree.writeTo(elsewhere);
        Peer peer = newPeer(StorageMode.APPEND);
        peer.close(peer.openExisting(tree, root, true));
        damageUnseen(root.resolve("b/c"), 300);
        damage(root.resolve("d"), 2999);
        assertThat(peer.openExisting(tree, root, false).pieces().complement()).isEqualTo(set(tree, 5));
    }

    @Test
    void anIncompleteSourceServesWhatItHas() throws IOException {
        Path root = tree.writeTo(elsewhere);
        Files.delete(root.resolve("d"));
        Peer peer = newPeer(StorageMode.APPEND);
        FilePieceStore store = peer.openExisting(tree, root, false);
        assertThat(store.pieces()).isEqualTo(set(tree, 0, 1));
        assertThat(store.isReassembled()).isFalse();
        assertThatThrownBy(() -> peer.read(store, new Block(4, 0, 1))).hasMessageContaining("not here");
        assertThatThrownBy(() -> peer.reassemble(store)).hasMessageContaining("only read");
        assertThatThrownBy(() -> peer.put(store, tree, 4)).hasMessageContaining("not being downloaded");
    }

    @Test
    void aSourceThatDoesNotExistIsNamed() {
        assertThatThrownBy(() -> newPeer(StorageMode.APPEND).openExisting(torrent, elsewhere.resolve("no"), true))
                .hasMessageContaining("no does not exist");
    }

    @Test
    void aSharedFileThatIsCutFailsTheReadAndNamesIt() throws IOException {
        Path root = torrent.writeTo(elsewhere);
        Peer peer = newPeer(StorageMode.APPEND);
        FilePieceStore store = peer.openExisting(torrent, root, true);
        cut(root, 100);
        assertThatThrownBy(() -> peer.readPiece(store, 1))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(root.toString())
                .hasMessageContaining("has changed: it is 100 bytes of ");
    }

    @Test
    void deletingASharedTorrentLeavesTheUsersFiles() throws IOException {
        Path root = torrent.writeTo(elsewhere);
        Peer peer = newPeer(StorageMode.APPEND);
        FilePieceStore store = peer.openExisting(torrent, root, true);
        peer.await(() -> store.delete(true));
        assertThat(root).hasBinaryContent(torrent.content());
        assertThat(peer.folder(torrent)).doesNotExist();
    }

    @Test
    void recheckOfSharedFilesFindsWhatChangedAndWhatCameBack() throws IOException {
        Path root = torrent.writeTo(elsewhere);
        Peer peer = newPeer(StorageMode.APPEND);
        FilePieceStore store = peer.openExisting(torrent, root, true);
        damage(root, 2 * PIECE);
        assertThat(peer.recheck(store).complement()).isEqualTo(set(torrent, 2));
        damage(root, 2 * PIECE);
        assertThat(peer.recheck(store).isComplete()).isTrue();
        assertThat(store.isReassembled()).isTrue();
    }

    @Test
    void whatIsSavedIsFoundAgain() throws IOException {
        Path root = tree.writeTo(elsewhere);
        Peer peer = newPeer(StorageMode.APPEND);
        peer.close(peer.open(torrent));
        peer.close(peer.openExisting(tree, root, true));
        peer.await(() -> peer.storage().keepPaused(tree.metainfo().infoHash(), true));
        Files.createDirectories(directory.resolve(".starling/nonsense"));
        Path damaged = Files.createDirectories(directory.resolve(".starling/" + "0".repeat(40)));
        Files.writeString(damaged.resolve("meta.torrent"), "not a torrent");
        List<Storage.Saved> saved = peer.await(() -> peer.storage().saved());
        assertThat(saved)
                .containsExactlyInAnyOrder(
                        new Storage.Saved(
                                torrent.metainfo(),
                                FileSelection.all(torrent.metainfo()),
                                FilePriorities.NONE,
                                List.of(),
                                false),
                        new Storage.Saved(
                                tree.metainfo(),
                                FileSelection.all(tree.metainfo()),
                                FilePriorities.NONE,
                                List.of(root),
                                true));
    }

    @Test
    void anOpeningThatIsCancelledTellsHowFarItIsAndLetsGoOfTheTorrent() throws IOException {
        Path root = torrent.writeTo(elsewhere);
        Peer peer = newPeer(StorageMode.APPEND);
        List<String> progress = new ArrayList<>();
        Checking cancelled = new Checking() {
            @Override
            public void onProgress(int done, int total) {
                progress.add(done + " of " + total);
            }

            @Override
            public boolean isCancelled() {
                return true;
            }
        };
        assertThatThrownBy(
                        () -> peer.await(() -> peer.storage().openExisting(torrent.metainfo(), root, false, cancelled)))
                .isInstanceOf(StorageException.class);
        assertThat(progress).containsExactly("0 of " + torrent.pieces());
        assertThat(peer.openExisting(torrent, root, false).pieces().isComplete())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void aNewDownloadIsNotHashed(StorageMode mode) {
        Peer peer = newPeer(mode);
        List<String> progress = new ArrayList<>();
        peer.await(() -> peer.storage()
                .open(torrent.metainfo(), (done, total) -> progress.add(done + " of " + total))
                .compose(PieceStore::close));
        assertThat(progress).isEmpty();
    }

    @Test
    void whatIsForgottenIsNotSavedAnyMore() throws IOException {
        Peer peer = newPeer(StorageMode.APPEND);
        peer.close(peer.open(torrent));
        peer.await(() -> peer.storage().forget(torrent.metainfo().infoHash()));
        assertThat(peer.await(() -> peer.storage().saved())).isEmpty();
    }

    @Test
    void nothingIsSavedWhereNothingWasDone() {
        Peer peer = newPeer(elsewhere.resolve("new"), StorageMode.APPEND);
        assertThat(peer.await(() -> peer.storage().saved())).isEmpty();
    }

    @Test
    void aSharedTorrentThatIsDownloadedInsteadIsADownloadAfterARestart() throws IOException {
        Path root = torrent.writeTo(elsewhere);
        Peer peer = newPeer(StorageMode.APPEND);
        peer.close(peer.openExisting(torrent, root, true));
        peer.close(peer.open(torrent));
        assertThat(peer.await(() -> peer.storage().saved()))
                .containsExactly(new Storage.Saved(
                        torrent.metainfo(),
                        FileSelection.all(torrent.metainfo()),
                        FilePriorities.NONE,
                        List.of(),
                        false));
    }

    @Test
    void aTorrentIsBuiltAndSharedWithoutHashingTwice() throws IOException {
        Path root = torrent.writeTo(elsewhere);
        Peer peer = newPeer(StorageMode.APPEND);
        Storage storage = peer.storage();
        PieceStore store = peer.await(() -> storage.build(TorrentSpec.of(root), bytes -> {})
                .compose(metainfo -> storage.openExisting(metainfo, root, true, Checking.NONE)));
        assertThat(store.isReassembled()).isTrue();
        assertThat(store.metainfo().name()).isEqualTo("file.bin");
        peer.close(store);
    }
}
