package io.starling.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is here after a stop, a kill, a crash of the machine, or damage on disk; and what is hashed to know it. */
class ResumeTest extends StorageTestCase {
    private final SampleTorrent torrent = SampleTorrent.file("file.bin", 9 * PIECE + 300, PIECE);

    /** Arrival order of the pieces that the tests put: the short last piece (9) in the middle. */
    private static final List<Integer> ARRIVALS = List.of(6, 2, 9, 0, 4);

    private Peer peer(StorageMode mode) {
        return newPeer(mode);
    }

    private Path data(Peer peer) {
        Path part = peer.part(torrent);
        return Files.exists(part) ? part : peer.folder(torrent).resolve("files/file.bin");
    }

    /** Where the piece begins in the data. */
    private long position(Peer peer, int piece) {
        return (long) PIECE * (Files.exists(peer.part(torrent)) ? ARRIVALS.indexOf(piece) : piece);
    }

    private FilePieceStore filled(Peer peer) {
        FilePieceStore store = peer.open(torrent);
        ARRIVALS.forEach(piece -> peer.put(store, torrent, piece));
        return store;
    }

    private void assertSound(Peer peer, FilePieceStore store) {
        store.pieces().stream()
                .forEach(piece -> assertThat(peer.readPiece(store, piece))
                        .as("piece %d", piece)
                        .isEqualTo(torrent.piece(piece)));
    }

    @Test
    void theTemporaryFileIsInOrderOfArrival() throws IOException {
        Peer peer = peer(StorageMode.APPEND);
        filled(peer);
        byte[] part = Files.readAllBytes(peer.part(torrent));
        for (int slot = 0; slot < ARRIVALS.size(); slot++) {
            byte[] piece = torrent.piece(ARRIVALS.get(slot));
            assertThat(Arrays.copyOfRange(part, slot * PIECE, slot * PIECE + piece.length))
                    .as("slot %d", slot)
                    .isEqualTo(piece);
        }
    }

    @Test
    void directPutsPiecesAtTheirPlace() throws IOException {
        Peer peer = peer(StorageMode.DIRECT);
        filled(peer);
        byte[] file = Files.readAllBytes(data(peer));
        assertThat(Arrays.copyOfRange(file, 6 * PIECE, 7 * PIECE)).isEqualTo(torrent.piece(6));
        assertThat(peer.part(torrent)).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void aKilledProcessLosesNothingAndNothingIsHashed(StorageMode mode) throws IOException {
        Peer peer = peer(mode);
        peer.kill(filled(peer));
        // Damage that only hashing could find: that it is not found shows that nothing was hashed.
        damageUnseen(data(peer), position(peer, 4));
        assertThat(peer.open(torrent).pieces()).isEqualTo(set(torrent, 0, 2, 4, 6, 9));
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void afterAMachineRestartOnlyPiecesSinceTheLastCheckpointAreHashed(StorageMode mode) throws IOException {
        Peer peer = peer(mode);
        FilePieceStore store = peer.open(torrent);
        ARRIVALS.subList(0, 3).forEach(piece -> peer.put(store, torrent, piece));
        peer.close(store);
        FilePieceStore again = peer.open(torrent);
        ARRIVALS.subList(3, 5).forEach(piece -> peer.put(again, torrent, piece));
        peer.kill(again);
        damageUnseen(data(peer), position(peer, 2));
        damageUnseen(data(peer), position(peer, 4));
        peer.boot(2);
        assertThat(peer.open(torrent).pieces()).isEqualTo(set(torrent, 0, 2, 6, 9));
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void whatWasHashedAfterAMachineRestartIsNotHashedAgain(StorageMode mode) throws IOException {
        Peer peer = peer(mode);
        peer.kill(filled(peer));
        peer.boot(2);
        peer.kill(peer.open(torrent));
        damageUnseen(data(peer), position(peer, 4));
        assertThat(peer.open(torrent).pieces().contains(4)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void dataOfAnotherTimeIsHashed(StorageMode mode) throws IOException {
        Peer peer = peer(mode);
        peer.close(filled(peer));
        long position = position(peer, 2);
        damage(data(peer), position);
        touch(data(peer), Duration.ofMillis(5));
        FilePieceStore again = peer.open(torrent);
        assertThat(again.pieces()).isEqualTo(set(torrent, 0, 4, 6, 9));
        assertSound(peer, again);
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void dataWrittenLongAfterTheIndexOfAKilledProcessIsHashed(StorageMode mode) throws IOException {
        Peer peer = peer(mode);
        peer.kill(filled(peer));
        damage(data(peer), position(peer, 2));
        touch(data(peer), Duration.ofMinutes(1));
        assertThat(peer.open(torrent).pieces()).isEqualTo(set(torrent, 0, 4, 6, 9));
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void dataThatIsCutShortIsHashed(StorageMode mode) throws IOException {
        Peer peer = peer(mode);
        peer.kill(filled(peer));
        int last = mode == StorageMode.APPEND ? 4 : 9;
        cut(data(peer), position(peer, last) + 100);
        FilePieceStore again = peer.open(torrent);
        assertThat(again.pieces().count()).isEqualTo(4);
        assertThat(again.pieces().contains(last)).isFalse();
        assertSound(peer, again);
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void missingDataMeansThatNothingIsHere(StorageMode mode) throws IOException {
        Peer peer = peer(mode);
        peer.kill(filled(peer));
        Files.delete(data(peer));
        FilePieceStore again = peer.open(torrent);
        assertThat(again.pieces().isEmpty()).isTrue();
        peer.putAll(again, torrent);
        peer.reassemble(again);
        peer.assertFinalFiles(torrent);
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void aMissingIndexIsMadeAgainByHashing(StorageMode mode) throws IOException {
        Peer peer = peer(mode);
        peer.kill(filled(peer));
        Files.delete(peer.index(torrent));
        FilePieceStore again = peer.open(torrent);
        assertThat(again.pieces()).isEqualTo(set(torrent, 0, 2, 4, 6, 9));
        assertSound(peer, again);
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void anotherTorrentsIndexIsNotBelieved(StorageMode mode) throws IOException {
        Peer peer = peer(mode);
        SampleTorrent other = SampleTorrent.file("other.bin", 9 * PIECE + 300, PIECE);
        FilePieceStore store = peer.open(other);
        peer.putAll(store, other);
        peer.close(store);
        peer.kill(filled(peer));
        Files.copy(peer.index(other), peer.index(torrent), StandardCopyOption.REPLACE_EXISTING);
        FilePieceStore again = peer.open(torrent);
        assertThat(again.pieces()).isEqualTo(set(torrent, 0, 2, 4, 6, 9));
        assertSound(peer, again);
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void anIndexCutAnywhereInItsTailGivesThePiecesBeforeTheCut(StorageMode mode) throws IOException {
        Peer peer = peer(mode);
        peer.kill(filled(peer));
        byte[] index = Files.readAllBytes(peer.index(torrent));
        byte[] data = Files.readAllBytes(data(peer));
        int record = 13;
        for (int cut = 1; cut <= ARRIVALS.size() * record; cut++) {
            Files.write(data(peer), data);
            Files.write(peer.index(torrent), Arrays.copyOf(index, index.length - cut));
            FilePieceStore again = peer.open(torrent);
            int lost = (cut + record - 1) / record;
            Integer[] left = ARRIVALS.subList(0, ARRIVALS.size() - lost).toArray(Integer[]::new);
            assertThat(again.pieces()).as("cut by %d bytes", cut).isEqualTo(set(torrent, left));
            assertSound(peer, again);
            peer.kill(again);
        }
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void afterACutIndexNewPiecesDoNotDisturbOldOnes(StorageMode mode) throws IOException {
        Peer peer = peer(mode);
        peer.kill(filled(peer));
        cut(peer.index(torrent), Files.size(peer.index(torrent)) - 20);
        FilePieceStore again = peer.open(torrent);
        for (int piece = 0; piece < torrent.pieces(); piece++) {
            peer.put(again, torrent, piece);
        }
        peer.kill(again);
        FilePieceStore last = peer.open(torrent);
        assertThat(last.pieces().isComplete()).isTrue();
        assertSound(peer, last);
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void recordsAfterACutIndexNeedNoHashing(StorageMode mode) throws IOException {
        Peer peer = peer(mode);
        peer.kill(filled(peer));
        cut(peer.index(torrent), Files.size(peer.index(torrent)) - 20);
        FilePieceStore again = peer.open(torrent);
        peer.put(again, torrent, 1);
        peer.kill(again);
        // Three pieces were left, in slots 0 to 2.
        damageUnseen(data(peer), PIECE * (mode == StorageMode.APPEND ? 3L : 1L));
        assertThat(peer.open(torrent).pieces()).isEqualTo(set(torrent, 1, 2, 6, 9));
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void aProcessKilledAfterAMachineRestartLosesNothingEither(StorageMode mode) throws IOException {
        Peer peer = peer(mode);
        peer.close(peer.open(torrent));
        peer.boot(2);
        peer.kill(filled(peer));
        damageUnseen(data(peer), position(peer, 4));
        assertThat(peer.open(torrent).pieces().contains(4)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void aRestartOfTheProcessDoesNotMakeDurableWhatWasNotSynced(StorageMode mode) throws IOException {
        Peer peer = peer(mode);
        peer.kill(filled(peer));
        peer.kill(peer.open(torrent));
        damageUnseen(data(peer), position(peer, 4));
        peer.boot(2);
        assertThat(peer.open(torrent).pieces().contains(4)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void anyFlippedBitInTheIndexCostsAtMostHashing(StorageMode mode) throws IOException {
        Peer peer = peer(mode);
        peer.kill(filled(peer));
        byte[] index = Files.readAllBytes(peer.index(torrent));
        for (int at = 0; at < index.length; at++) {
            byte[] flipped = index.clone();
            flipped[at] ^= 0x10;
            Files.write(peer.index(torrent), flipped);
            FilePieceStore again = peer.open(torrent);
            assertSound(peer, again);
            // Only the last records are taken for one that was being written; all others are found again.
            int lost = 5 - again.pieces().count();
            assertThat(lost).as("flipped at %d", at).isLessThanOrEqualTo(at < index.length - 4 * 13 ? 0 : 3);
            peer.kill(again);
        }
    }

    @Test
    void aTransferGoesOnInTheModeInWhichItBegan() {
        Peer peer = peer(StorageMode.APPEND);
        peer.close(filled(peer));
        Peer changed = newPeer(StorageMode.DIRECT);
        FilePieceStore again = changed.open(torrent);
        assertThat(again.pieces()).isEqualTo(set(torrent, 0, 2, 4, 6, 9));
        assertSound(changed, again);
    }

    @Test
    void piecesWithTheSameBytesAreToldApart() {
        SampleTorrent zeros = SampleTorrent.zeros("zeros.bin", 5 * PIECE, PIECE);
        Peer peer = peer(StorageMode.APPEND);
        FilePieceStore store = peer.open(zeros);
        peer.put(store, zeros, 1);
        peer.put(store, zeros, 3);
        peer.kill(store);
        peer.boot(2);
        assertThat(peer.open(zeros).pieces().count()).isEqualTo(2);
    }
}
