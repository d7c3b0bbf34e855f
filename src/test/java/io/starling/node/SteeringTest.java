package io.starling.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.bus.PeerCommand;
import io.starling.bus.PeerStatus;
import io.starling.bus.TransferSnapshot;
import io.starling.torrent.InfoHash;
import io.starling.torrent.TransferStatus;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands to a peer: what a transfer does when it is paused, resumed, limited, checked again, removed. */
class SteeringTest {
    private static final int PIECE = 32 * 1024;
    private static final int PIECES = 64;
    private static final Duration HALF_AS_LONG = Duration.ofSeconds(2);

    @TempDir
    private Path directory;

    private LocalSwarm swarm;
    private Path original;
    private LocalSwarm.Peer seed;
    private LocalSwarm.Peer peer;

    @BeforeEach
    void open() throws Exception {
        swarm = new LocalSwarm(directory);
        swarm.tracker(0);
        original = swarm.file("file.bin", PIECES * PIECE);
        seed = swarm.peer("seed");
        seed.share(original, PIECE);
        peer = swarm.peer("peer", options -> options.setMaxDownloadKiBps(512));
    }

    @AfterEach
    void close() {
        swarm.close();
    }

    @Test
    void aPeerThatHasNothingYetIsKnownToTheTracker() {
        LocalSwarm.Peer idle = swarm.peer("idle");
        idle.awaitStatus("registered", PeerStatus::trackerConnected);
    }

    @Test
    void aPausedTransferStandsStillAndGoesOnWhenItIsResumed() {
        InfoHash infoHash = peer.get("file.bin").infoHash();
        peer.awaitTransfer("underway", now -> now.piecesHave() > 0);

        command(new PeerCommand.Pause(infoHash));
        TransferSnapshot paused = peer.awaitTransfer("alone", now -> now.connections() == 0);
        assertThat(paused.status()).isEqualTo(TransferStatus.PAUSED);
        seed.awaitTransfer("alone", now -> now.connections() == 0);

        command(new PeerCommand.Resume(infoHash));
        command(new PeerCommand.Limit(infoHash, PeerCommand.Limits.NONE));
        peer.awaitTransfer("downloaded", now -> now.status() == TransferStatus.DOWNLOADED);
    }

    /** 2 MiB at 512 KiB a second are four seconds, less what a limit lets through in one burst. */
    @Test
    void aDownloadLimitHolds() {
        assertThat(durationOf(peer, PeerCommand.Add.of("file.bin"))).isGreaterThan(HALF_AS_LONG);
    }

    @Test
    void anUploadLimitHolds() throws Exception {
        LocalSwarm.Peer slowSeed = swarm.peer("slow-seed", options -> options.setMaxUploadKiBps(512));
        slowSeed.share(swarm.file("other.bin", PIECES * PIECE), PIECE);
        LocalSwarm.Peer fast = swarm.peer("fast");

        assertThat(durationOf(fast, PeerCommand.Add.of("other.bin"))).isGreaterThan(HALF_AS_LONG);
    }

    @Test
    void aLimitOfOneTransferHolds() {
        LocalSwarm.Peer fast = swarm.peer("fast");

        assertThat(durationOf(fast, new PeerCommand.Add("file.bin", null, null, new PeerCommand.Limits(0, 512), null)))
                .isGreaterThan(HALF_AS_LONG);
        fast.awaitTransfer("known to be limited", now -> now.limits().downKiBps() == 512);
    }

    private Duration durationOf(LocalSwarm.Peer downloader, PeerCommand.Add add) {
        long begunNanos = System.nanoTime();
        LocalSwarm.await(new PeerBus(swarm.vertx, downloader.id).transfer(add, Duration.ofSeconds(10)));
        downloader.awaitTransfer("downloaded", now -> now.status() == TransferStatus.DOWNLOADED);
        return Duration.ofNanos(System.nanoTime() - begunNanos);
    }

    @Test
    void aRecheckFindsADamagedPieceAndFetchesItAgain() throws Exception {
        InfoHash infoHash = peer.get("file.bin").infoHash();
        command(new PeerCommand.Limit(infoHash, PeerCommand.Limits.NONE));
        peer.awaitTransfer("downloaded", now -> now.status() == TransferStatus.DOWNLOADED);
        Path copy = directory.resolve("peer").resolve("file.bin");
        try (RandomAccessFile file = new RandomAccessFile(copy.toFile(), "rw")) {
            file.seek(5 * PIECE + 3);
            file.write(file.read() ^ 1);
        }

        assertThat(command(new PeerCommand.Recheck(infoHash)).status()).isEqualTo(TransferStatus.CHECKING);
        peer.awaitTransfer(
                "fetched again",
                now -> now.status() == TransferStatus.DOWNLOADED && now.downloaded() > (long) PIECES * PIECE);

        assertThat(Files.mismatch(original, copy)).isEqualTo(-1);
    }

    @Test
    void aRemovedTransferIsGoneAndItsFilesOnlyIfThatIsWished() {
        InfoHash infoHash = peer.get("file.bin").infoHash();
        Path folder = directory.resolve("peer").resolve(".starling").resolve(infoHash.hex());
        assertThat(folder).exists();

        LocalSwarm.await(bus().send(new PeerCommand.Remove(infoHash, true), Duration.ofSeconds(10)));

        assertThat(peer.status().transfers()).isEmpty();
        assertThat(folder).doesNotExist();
        assertThat(original).exists();
    }

    @Test
    void aTransferThatIsNotThereIsNamed() {
        InfoHash unknown = InfoHash.ofHex("0123456789012345678901234567890123456789");

        assertThatThrownBy(() -> command(new PeerCommand.Pause(unknown)))
                .hasMessageContaining("peer peer has no transfer " + unknown);
    }

    private TransferSnapshot command(PeerCommand command) {
        return LocalSwarm.await(bus().transfer(command, Duration.ofSeconds(10)));
    }

    private PeerBus bus() {
        return new PeerBus(swarm.vertx, "peer");
    }
}
