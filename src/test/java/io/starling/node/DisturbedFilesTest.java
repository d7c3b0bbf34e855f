package io.starling.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.Addresses;
import io.starling.bus.PeerCommand;
import io.starling.bus.TransferSnapshot;
import io.starling.torrent.InfoHash;
import io.starling.torrent.TransferStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that somebody changes or takes away under a running peer, and transfers that end and begin again. */
class DisturbedFilesTest {
    private static final int PIECE = 32 * 1024;
    private static final int PIECES = 64;

    @TempDir
    private Path directory;

    /** What people were told. */
    private final List<String> said = new CopyOnWriteArrayList<>();

    private LocalSwarm swarm;
    private Path original;
    private LocalSwarm.Peer seed;
    private InfoHash infoHash;

    @BeforeEach
    void open() throws Exception {
        swarm = new LocalSwarm(directory);
        swarm.tracker(0);
        swarm.vertx
                .eventBus()
                .<JsonObject>consumer(
                        Addresses.LOG, event -> said.add(event.body().getString("text")));
        original = swarm.file("file.bin", PIECES * PIECE);
        seed = swarm.peer("seed");
        infoHash = seed.share(original, PIECE).infoHash();
    }

    @AfterEach
    void close() {
        swarm.close();
    }

    private static TransferSnapshot awaitStatus(LocalSwarm.Peer peer, TransferStatus status) {
        return peer.awaitTransfer(status.name(), now -> now.status() == status);
    }

    private TransferSnapshot command(LocalSwarm.Peer peer, PeerCommand command) {
        return LocalSwarm.await(new PeerBus(swarm.vertx, peer.id).transfer(command, Duration.ofSeconds(10)));
    }

    private static void changeAByte(Path file, long position) throws IOException {
        try (RandomAccessFile changed = new RandomAccessFile(file.toFile(), "rw")) {
            changed.seek(position);
            int before = changed.read();
            changed.seek(position);
            changed.write(before ^ 1);
        }
    }

    @Test
    void aSharedFileThatIsChangedIsWithdrawnBeforeAnybodyGetsAWrongByte() throws Exception {
        LocalSwarm.Peer slow = swarm.peer("slow", options -> options.setMaxDownloadKiBps(512));
        slow.get("file.bin");
        slow.awaitTransfer("underway", now -> now.piecesHave() > 4);

        for (int piece = 0; piece < PIECES; piece++) {
            changeAByte(original, (long) piece * PIECE);
        }

        String reason = awaitStatus(seed, TransferStatus.FAILED).error();
        assertThat(reason).contains(original + " has changed: it is " + PIECES * PIECE + " bytes of ");
        assertThat(said).anyMatch(text -> text.contains(original + " has changed"));
        slow.awaitTransfer("alone", now -> now.connections() == 0);
        assertThat(slow.transfer().status()).isEqualTo(TransferStatus.DOWNLOADING);
        assertThat(said).noneMatch(text -> text.contains("does not have its hash"));
        // Gone from the tracker too: whoever comes now finds nobody who has it all.
        assertThat(seeds()).isZero();
    }

    private int seeds() {
        JsonObject request = new JsonObject().put("v", 1).put("op", "list");
        return LocalSwarm.await(swarm.vertx.eventBus().<JsonObject>request(Addresses.TRACKER, request))
                .body()
                .getJsonArray("files")
                .getJsonObject(0)
                .getInteger("seeds");
    }

    @Test
    void aSharedFileThatVanishesIsWithdrawnThoughNobodyAsksForIt() throws Exception {
        Files.delete(original);

        assertThat(awaitStatus(seed, TransferStatus.FAILED).error()).contains(original + " is gone");
    }

    @Test
    void aSharedFileThatVanishedIsFetchedFromOthersWhenItIsAskedFor() throws Exception {
        LocalSwarm.Peer other = swarm.peer("other");
        other.get("file.bin");
        awaitStatus(other, TransferStatus.DOWNLOADED);
        Files.delete(original);
        awaitStatus(seed, TransferStatus.FAILED);

        seed.get("file.bin");

        awaitStatus(seed, TransferStatus.DOWNLOADED);
        assertThat(directory.resolve("seed/file.bin")).hasSameBinaryContentAs(directory.resolve("other/file.bin"));
    }

    @Test
    void aSharedFileThatWasOnlyTouchedIsServedAgainWhenItIsResumed() throws Exception {
        Files.setLastModifiedTime(original, FileTime.from(Instant.now().plusSeconds(100)));
        awaitStatus(seed, TransferStatus.FAILED);

        command(seed, new PeerCommand.Resume(infoHash));

        awaitStatus(seed, TransferStatus.DOWNLOADED);
        LocalSwarm.Peer peer = swarm.peer("peer");
        peer.get("file.bin");
        awaitStatus(peer, TransferStatus.DOWNLOADED);
    }

    @Test
    void aSharedFileThatWasChangedStaysWithdrawnAndIsSharedAnewAsWhatItIsNow() throws Exception {
        changeAByte(original, 5L * PIECE);
        awaitStatus(seed, TransferStatus.FAILED);

        command(seed, new PeerCommand.Resume(infoHash));
        seed.awaitTransfer(
                "refused again", now -> now.error() != null && now.error().contains("1 of 64 pieces"));
        InfoHash now = seed.share(original, PIECE).infoHash();

        assertThat(now).isNotEqualTo(infoHash);
        LocalSwarm.Peer peer = swarm.peer("peer");
        peer.get(now.hex());
        awaitStatus(peer, TransferStatus.DOWNLOADED);
        assertThat(Files.mismatch(original, directory.resolve("peer/file.bin"))).isEqualTo(-1);
    }

    @Test
    void aDownloadedFileThatWasDeletedIsFetchedAgainWhenItIsResumed() throws Exception {
        LocalSwarm.Peer peer = swarm.peer("peer");
        peer.get("file.bin");
        awaitStatus(peer, TransferStatus.DOWNLOADED);
        Path copy = directory.resolve("peer/file.bin");

        Files.delete(copy);
        assertThat(awaitStatus(peer, TransferStatus.FAILED).error()).contains("file.bin is gone");
        command(peer, new PeerCommand.Resume(infoHash));

        awaitStatus(peer, TransferStatus.DOWNLOADED);
        assertThat(Files.mismatch(original, copy)).isEqualTo(-1);
    }

    @Test
    void aDownloadDirectoryThatIsDeletedInTheMiddleIsMadeAgain() throws Exception {
        LocalSwarm.Peer peer = swarm.peer("peer", options -> options.setMaxDownloadKiBps(1024));
        peer.get("file.bin");
        peer.awaitTransfer("underway", now -> now.piecesHave() > 4);

        deleteAll(directory.resolve("peer"));

        awaitStatus(peer, TransferStatus.DOWNLOADED);
        assertThat(Files.mismatch(original, directory.resolve("peer/file.bin"))).isEqualTo(-1);
        peer.stop();
        awaitStatus(swarm.peer("peer"), TransferStatus.DOWNLOADED);
    }

    private static void deleteAll(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Test
    void aPausedTransferIsPausedAfterARestartToo() {
        LocalSwarm.Peer peer = swarm.peer("peer", options -> options.setMaxDownloadKiBps(512));
        peer.get("file.bin");
        int had = peer.awaitTransfer("underway", now -> now.piecesHave() > 4).piecesHave();
        command(peer, new PeerCommand.Pause(infoHash));
        peer.stop();

        LocalSwarm.Peer again = swarm.peer("peer");
        TransferSnapshot paused = awaitStatus(again, TransferStatus.PAUSED);
        assertThat(paused.piecesHave()).isBetween(had, PIECES - 1);

        command(again, new PeerCommand.Resume(infoHash));
        awaitStatus(again, TransferStatus.DOWNLOADED);
        again.stop();
        awaitStatus(swarm.peer("peer"), TransferStatus.DOWNLOADED);
    }

    @Test
    void aPausedTransferThatIsCheckedGoesOnAndIsNotPausedAfterARestart() {
        LocalSwarm.Peer peer = swarm.peer("peer", options -> options.setMaxDownloadKiBps(512));
        peer.get("file.bin");
        peer.awaitTransfer("underway", now -> now.piecesHave() > 4);
        command(peer, new PeerCommand.Pause(infoHash));
        int had = peer.status().transfers().get(0).piecesHave();
        command(peer, new PeerCommand.Recheck(infoHash));
        peer.awaitTransfer("goes on", now -> now.piecesHave() > had);
        peer.stop();

        awaitStatus(swarm.peer("peer"), TransferStatus.DOWNLOADED);
    }

    @Test
    void aTransferThatCannotBeOpenedAfterARestartSaysWhyAndGoesOnWhenItCan() throws Exception {
        LocalSwarm.Peer peer = swarm.peer("peer", options -> options.setMaxDownloadKiBps(512));
        peer.get("file.bin");
        int had = peer.awaitTransfer("underway", now -> now.piecesHave() > 4).piecesHave();
        peer.stop();
        Path inTheWay = Files.writeString(directory.resolve("peer/file.bin"), "mine");

        LocalSwarm.Peer again = swarm.peer("peer");
        TransferSnapshot failed = awaitStatus(again, TransferStatus.FAILED);
        assertThat(failed.error()).contains("file.bin exists already and is not the same");
        assertThat(inTheWay).hasContent("mine");

        Files.delete(inTheWay);
        command(again, new PeerCommand.Resume(infoHash));
        TransferSnapshot done = awaitStatus(again, TransferStatus.DOWNLOADED);
        assertThat(done.downloaded()).isLessThanOrEqualTo((long) (PIECES - had) * PIECE);
    }

    @Test
    void aTransferThatCannotBeOpenedCanBeRemoved() throws Exception {
        LocalSwarm.Peer peer = swarm.peer("peer", options -> options.setMaxDownloadKiBps(512));
        peer.get("file.bin");
        peer.awaitTransfer("underway", now -> now.piecesHave() > 4);
        peer.stop();
        Files.writeString(directory.resolve("peer/file.bin"), "mine");
        LocalSwarm.Peer again = swarm.peer("peer");
        awaitStatus(again, TransferStatus.FAILED);

        LocalSwarm.await(bus(again).send(new PeerCommand.Remove(infoHash, true), Duration.ofSeconds(10)));

        assertThat(again.status().transfers()).isEmpty();
        assertThat(directory.resolve("peer/.starling").resolve(infoHash.hex())).doesNotExist();
        assertThat(directory.resolve("peer/file.bin")).hasContent("mine");
    }

    @Test
    void anAddRightAfterARemovalWaitsUntilTheFilesAreLetGoOf() {
        LocalSwarm.Peer peer = swarm.peer("peer", options -> options.setMaxDownloadKiBps(1024));
        peer.get("file.bin");
        peer.awaitTransfer("underway", now -> now.piecesHave() > 4);

        Future<?> removed = bus(peer).send(new PeerCommand.Remove(infoHash, true), Duration.ofSeconds(10));
        Future<TransferSnapshot> added = bus(peer).transfer(PeerCommand.Add.of(infoHash.hex()), Duration.ofSeconds(10));

        LocalSwarm.await(removed);
        assertThat(LocalSwarm.await(added).piecesHave()).isZero();
        awaitStatus(peer, TransferStatus.DOWNLOADED);
    }

    private PeerBus bus(LocalSwarm.Peer peer) {
        return new PeerBus(swarm.vertx, peer.id);
    }
}
