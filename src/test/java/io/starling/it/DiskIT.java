package io.starling.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.TransferSnapshot;
import io.starling.testing.JarProcess;
import io.starling.torrent.TransferStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks that are full or refuse, and shared files that somebody changes, with real processes. */
class DiskIT {
    /** Of whole pieces, so that pieces can be counted as bytes. */
    private static final int LENGTH = 12 * SampleFiles.MIB;

    /** Some seconds for a download, in the middle of which things happen. */
    private static final int SLOW_KIBPS = 4 * 1024;

    /** Room for the file twice, and a little more. */
    private static final int DISK_MIB = 30;

    @TempDir
    private Path directory;

    private JarSwarm swarm;
    private Path file;

    @BeforeEach
    void startTheTracker() throws Exception {
        swarm = JarSwarm.begin(directory, JarSwarm.SLOW_HEARTBEAT_MILLIS);
        file = SampleFiles.write(directory.resolve("shared/big.bin"), LENGTH);
    }

    @AfterEach
    void endThem() throws Exception {
        swarm.close();
    }

    private JarNode leech(String storage, SmallDisk disk) throws Exception {
        JsonObject peer = new JsonObject().put("storage", storage).put("maxDownloadKiBps", SLOW_KIBPS);
        JarNode leech = swarm.peer("leech", peer, disk);
        leech.get("big.bin");
        await(leech, "underway", transfer -> transfer.piecesHave() * 4 > transfer.pieces());
        return leech;
    }

    private static TransferSnapshot await(JarNode node, String expectation, Predicate<TransferSnapshot> isExpected)
            throws Exception {
        return node.await(1, expectation, isExpected).get(0);
    }

    private static TransferSnapshot awaitFailed(JarNode node) throws Exception {
        return await(node, "FAILED", transfer -> transfer.status() == TransferStatus.FAILED);
    }

    private void assertGot(JarNode leech) {
        Path copy = SmallDisk.seenBy(leech.process(), swarm.downloads("leech").resolve("big.bin"));
        assertThat(SampleFiles.sha256(copy)).isEqualTo(SampleFiles.sha256(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"append", "direct"})
    void aDownloadOnAFullDiskFailsWithTheReasonAndGoesOnWhenThereIsRoom(String storage) throws Exception {
        swarm.share(file);
        SmallDisk disk = SmallDisk.at(swarm.downloads("leech"), DISK_MIB);
        JarNode leech = leech(storage, disk);

        Path filler = disk.fill(leech.process(), SampleFiles.MIB);
        TransferSnapshot failed = awaitFailed(leech);
        assertThat(failed.error()).matches("piece \\d+ of torrent \"big\\.bin\" .*: No space left on device");

        assertThat(leech.refused("big.bin").getString("message")).contains("no room");
        assertThat(awaitFailed(leech).error()).contains("no room");

        Files.delete(filler);
        leech.get("big.bin");
        TransferSnapshot done = leech.awaitDownloaded(1).get(0);
        long had = (long) failed.piecesHave() * failed.pieceLength();
        assertThat(done.downloaded()).as("only what was missing").isBetween(1L, LENGTH - had);
        assertGot(leech);
    }

    @Test
    void aReassemblyOnAFullDiskFailsWithTheReasonAndNothingIsFetchedTwice() throws Exception {
        swarm.share(file);
        SmallDisk disk = SmallDisk.at(swarm.downloads("leech"), DISK_MIB);
        JarNode leech = leech("append", disk);
        TransferSnapshot underway = leech.transfers().get(0);
        long missing = LENGTH - (long) underway.piecesHave() * underway.pieceLength();

        Path filler = disk.fill(leech.process(), missing + 4L * SampleFiles.MIB);
        TransferSnapshot failed = awaitFailed(leech);

        assertThat(failed.error()).contains("cannot reassemble", "No space left on device");
        assertThat(failed.piecesHave()).isEqualTo(failed.pieces());
        Path named = swarm.downloads("leech").resolve("big.bin");
        assertThat(SmallDisk.seenBy(leech.process(), named)).doesNotExist();

        Files.delete(filler);
        leech.get("big.bin");
        assertThat(leech.awaitDownloaded(1).get(0).downloaded()).isZero();
        assertGot(leech);
    }

    @Test
    void aDownloadDirectoryThatIsReadOnlyIsOneLineThatNamesItsKey() throws Exception {
        Path downloads = directory.resolve("read-only");
        Path configuration = directory.resolve("node.json");
        JsonObject peer = new JsonObject()
                .put("id", "leech")
                .put("port", 0)
                .put("tracker", "tcp://" + swarm.trackerAddress())
                .put("downloadDir", downloads.toString());
        Files.writeString(
                configuration, new JsonObject().put("peers", JsonArray.of(peer)).encode());

        JarProcess node = SmallDisk.readOnlyAt(downloads).command(configuration).run();

        assertThat(node.awaitExit()).isEqualTo(2);
        assertThat(node.out()).isEmpty();
        assertThat(node.err())
                .singleElement()
                .asString()
                .startsWith("starling: peers[0].downloadDir: " + downloads + ": cannot be written to: ")
                .contains("Read-only file system", "(expected: ");
    }

    @Test
    void aGetIntoADirectoryThatCannotBeIsOneLineThatNamesTheOption() throws Exception {
        swarm.share(file);

        JarProcess get = swarm.get("big.bin", file.resolve("below-a-file"));

        assertThat(get.awaitExit()).isEqualTo(2);
        assertThat(get.err()).singleElement().asString().startsWith("starling: --to: " + file);
    }

    @Test
    void aShareWhoseFileIsChangedWhileItIsServedEndsAndNobodyGetsAWrongByte() throws Exception {
        JarProcess share = swarm.share(file);
        JsonObject slow = new JsonObject().put("maxDownloadKiBps", SLOW_KIBPS).put("get", JsonArray.of("big.bin"));
        JarNode leech = swarm.peer("leech", slow);
        await(leech, "underway", transfer -> transfer.piecesHave() * 4 > transfer.pieces());

        try (RandomAccessFile changed = new RandomAccessFile(file.toFile(), "rw")) {
            for (long at = 0; at < LENGTH; at += 1024) {
                changed.seek(at);
                changed.write(changed.read() ^ 1);
            }
        }

        assertThat(share.awaitExit()).isEqualTo(1);
        assertThat(share.err()).anyMatch(line -> line.contains(file + " has changed"));
        assertThat(share.err()).last().isEqualTo("starling: nothing is left to be served");
        assertThat(swarm.listed("big.bin").orElseThrow().seeds()).isZero();
        TransferSnapshot waiting = await(leech, "alone", transfer -> transfer.connections() == 0);
        assertThat(waiting.status()).isEqualTo(TransferStatus.DOWNLOADING);
        assertThat(leech.process().err()).noneMatch(line -> line.contains("does not have its hash"));
    }

    @Test
    void aShareEndsOnlyWhenNoneOfItsFilesIsLeft() throws Exception {
        Path other = SampleFiles.write(directory.resolve("shared/other.bin"), 70_000);
        JarProcess share = swarm.share(file, other);

        Files.delete(file);
        share.awaitErr(".*\\Q" + file + "\\E is gone.*");
        assertThat(swarm.get("other.bin", directory.resolve("got")).awaitExit()).isZero();
        Files.delete(other);

        assertThat(share.awaitExit()).isEqualTo(1);
        assertThat(share.err()).last().isEqualTo("starling: nothing is left to be served");
    }
}
