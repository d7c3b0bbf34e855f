package io.starling.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.torrent.FileEntry;
import io.starling.torrent.PieceSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A whole download, from the first folder to the last deletion, that stops at its first, second, … and last operation on
 * the disk, and is gone on with.
 */
class CrashAtEveryStepTest extends StorageTestCase {
    private static final long SEED = 42;
    private static final int MORE_THAN_THERE_ARE = 1_000;

    private final SampleTorrent torrent =
            SampleTorrent.directory("tree", PIECE, "a=10", "b/c=2500", "empty=0", "d=1800");

    private interface Check {
        void of(Path directory, CrashingDisk disk, PieceSet stored, int step) throws IOException;
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void aKilledProcessGoesOnWithEveryPieceThatItHadStored(StorageMode mode) throws IOException {
        atEveryStep(mode, (at, disk, stored, step) -> {
            assertNoWrongFinalFile(at);
            Peer again = newPeer(at, mode);
            FilePieceStore store = again.open(torrent);
            assertThat(hasAll(store.pieces(), stored))
                    .as("nothing is lost at step %d", step)
                    .isTrue();
            goOn(again, store);
        });
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void aMachineThatLosesItsPowerLeavesNothingWrongThatIsBelieved(StorageMode mode) throws IOException {
        Random random = new Random(SEED);
        atEveryStep(mode, (at, disk, stored, step) -> {
            disk.losePower(at, random);
            Peer again = newPeer(at, mode).boot(2);
            goOn(again, again.open(torrent));
        });
    }

    private void atEveryStep(StorageMode mode, Check check) throws IOException {
        boolean hasCrashed = true;
        for (int step = 0; hasCrashed; step++) {
            assertThat(step).isLessThan(MORE_THAN_THERE_ARE);
            Path at = Files.createDirectories(directory.resolve("step-" + step)).toRealPath();
            CrashingDisk disk = new CrashingDisk(step);
            PieceSet stored = download(newPeer(disk.at(at), mode));
            hasCrashed = disk.hasCrashed();
            check.of(at, disk, stored, step);
        }
    }

    /** As far as the disk lets it; returns the pieces that it has said are stored. */
    private PieceSet download(Peer peer) {
        PieceSet stored = PieceSet.none(torrent.pieces());
        AtomicReference<FilePieceStore> open = new AtomicReference<>();
        try {
            open.set(peer.open(torrent));
            for (int piece : torrent.shuffled()) {
                peer.put(open.get(), torrent, piece);
                stored.add(piece);
            }
            peer.reassemble(open.get());
        } catch (StorageException e) {
            // The disk has stopped.
        }
        if (open.get() != null) {
            peer.kill(open.get());
        }
        return stored;
    }

    private static boolean hasAll(PieceSet here, PieceSet stored) {
        PieceSet lost = stored.copy();
        lost.removeAll(here);
        return lost.isEmpty();
    }

    private void assertNoWrongFinalFile(Path at) throws IOException {
        for (FileEntry file : torrent.metainfo().files()) {
            Path path = torrent.pathOf(at, file);
            if (Files.exists(path)) {
                assertThat(Files.readAllBytes(path)).as("%s", path).isEqualTo(torrent.bytesOf(file));
            }
        }
    }

    private void goOn(Peer peer, FilePieceStore store) throws IOException {
        store.pieces().stream()
                .forEach(piece -> assertThat(peer.readPiece(store, piece)).isEqualTo(torrent.piece(piece)));
        PieceSet lacking = store.pieces().complement();
        lacking.stream().forEach(piece -> peer.put(store, torrent, piece));
        peer.reassemble(store);
        peer.assertFinalFiles(torrent);
        assertThat(peer.part(torrent)).doesNotExist();
        peer.close(store);
        FilePieceStore last = peer.open(torrent);
        assertThat(last.isReassembled()).isTrue();
        peer.close(last);
    }
}
