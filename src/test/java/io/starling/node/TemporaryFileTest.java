package io.starling.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.torrent.TransferStatus;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While a file is being downloaded, its pieces stand in a temporary file as they came, and are served from there. */
class TemporaryFileTest {
    private static final int PIECE = 32 * 1024;
    private static final int PIECES = 100;

    @TempDir
    private Path directory;

    private LocalSwarm swarm;
    private Path original;

    @BeforeEach
    void open() throws Exception {
        swarm = new LocalSwarm(directory);
        swarm.tracker(0);
        original = swarm.file("file.bin", PIECES * PIECE);
    }

    @AfterEach
    void close() {
        swarm.close();
    }

    @Test
    void servesFromTheTemporaryFileBeforeItIsComplete() {
        LocalSwarm.Peer half = halfAFile();
        int have = half.transfer().piecesHave();

        LocalSwarm.Peer other = swarm.peer("other");
        other.get("file.bin");

        other.awaitTransfer("as far as the one it has it from", transfer -> transfer.piecesHave() == have);
        assertThat(half.transfer().status()).isEqualTo(TransferStatus.DOWNLOADING);
        assertThat(half.transfer().uploaded()).isGreaterThanOrEqualTo((long) have * PIECE);
    }

    @Test
    void keepsPiecesInTheOrderOfTheirArrivalAndNotOfTheFile() throws Exception {
        LocalSwarm.Peer half = halfAFile();
        List<Integer> order = order(half);

        assertThat(order).hasSize(half.transfer().piecesHave()).doesNotHaveDuplicates();
        assertThat(order).isNotEqualTo(order.stream().sorted().toList());

        LocalSwarm.Peer seed = swarm.peer("seed-again");
        seed.share(original, PIECE);
        half.awaitTransfer("downloaded", transfer -> transfer.status() == TransferStatus.DOWNLOADED);
        assertThat(Files.mismatch(original, directory.resolve("half").resolve("file.bin")))
                .isEqualTo(-1);
        Path temporaryFile = temporaryFile(half);
        half.stop();
        assertThat(temporaryFile).doesNotExist();
    }

    @Test
    void goesOnAfterARestartWithWhatItHas() {
        LocalSwarm.Peer half = halfAFile();
        int have = half.transfer().piecesHave();
        half.stop();

        LocalSwarm.Peer again = swarm.peer("half");
        again.awaitTransfer("back", transfer -> transfer.piecesHave() == have);
        swarm.peer("seed-again").share(original, PIECE);
        again.awaitTransfer("downloaded", transfer -> transfer.status() == TransferStatus.DOWNLOADED);
        assertThat(again.transfer().downloaded()).isEqualTo((long) (PIECES - have) * PIECE);
    }

    /** A peer that has a part of the file and cannot get more: its seed has gone. */
    private LocalSwarm.Peer halfAFile() {
        LocalSwarm.Peer seed = swarm.peer("seed", peer -> peer.setMaxUploadKiBps(2048));
        seed.share(original, PIECE);
        LocalSwarm.Peer half = swarm.peer("half");
        half.get("file.bin");
        half.awaitTransfer("underway", transfer -> transfer.piecesHave() >= 30);
        seed.stop();
        half.awaitTransfer("alone", transfer -> transfer.connections() == 0);
        assertThat(half.transfer().piecesHave()).isBetween(30, PIECES - 1);
        return half;
    }

    /** Which piece stands in which slot of the temporary file, by comparing it with the original. */
    private List<Integer> order(LocalSwarm.Peer peer) throws Exception {
        List<byte[]> pieces = pieces(original);
        List<Integer> order = new ArrayList<>();
        for (byte[] slot : pieces(temporaryFile(peer))) {
            order.add(IntStream.range(0, PIECES)
                    .filter(piece -> Arrays.equals(pieces.get(piece), slot))
                    .findFirst()
                    .orElseThrow());
        }
        return order;
    }

    private Path temporaryFile(LocalSwarm.Peer peer) {
        return directory
                .resolve(peer.id)
                .resolve(".starling")
                .resolve(peer.transfer().infoHash().hex())
                .resolve("pieces.part");
    }

    private static List<byte[]> pieces(Path path) throws Exception {
        List<byte[]> pieces = new ArrayList<>();
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            for (long at = 0; at + PIECE <= file.length(); at += PIECE) {
                byte[] piece = new byte[PIECE];
                file.readFully(piece);
                pieces.add(piece);
            }
        }
        return pieces;
    }
}
