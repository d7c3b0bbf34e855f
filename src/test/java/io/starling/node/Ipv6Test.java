package io.starling.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.torrent.TransferStatus;
import io.starling.tracker.TrackerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tracker and peers that have addresses of IPv6 alone. */
class Ipv6Test {
    private static final int PIECE = 32 * 1024;

    @TempDir
    private Path directory;

    private LocalSwarm swarm;
    private Starling tracker;

    @BeforeEach
    void open() {
        swarm = new LocalSwarm(directory);
        StarlingOptions options = new StarlingOptions()
                .setTracker(new TrackerOptions()
                        .setHost("::1")
                        .setHttpPort(0)
                        .setPort(0)
                        .setHeartbeatMillis(500));
        options.getNode().setDataDir(directory.resolve("tracker"));
        tracker = LocalSwarm.await(Starling.start(swarm.vertx, options));
    }

    @AfterEach
    void close() {
        swarm.close();
    }

    private LocalSwarm.Peer peer(String id) {
        String address = tracker.listening().tracker().orElseThrow();
        return swarm.peer(id, options -> options.setHost("::1").setTracker("tcp://" + address));
    }

    @Test
    void aFileMoves() throws Exception {
        assertThat(tracker.listening().tracker().orElseThrow()).startsWith("[::1]:");
        Path file = swarm.file("file.bin", 40 * PIECE);
        peer("seed").share(file, PIECE);

        LocalSwarm.Peer leech = peer("leech");
        leech.get("file.bin");

        leech.awaitTransfer("downloaded", now -> now.status() == TransferStatus.DOWNLOADED);
        assertThat(Files.mismatch(file, directory.resolve("leech/file.bin"))).isEqualTo(-1);
    }

    /** Through the announce of the tracker by HTTP, as any client would: its own tracker is another one. */
    @Test
    void aFileMovesByTheTrackerThatALinkNames() throws Exception {
        Path file = swarm.file("file.bin", 40 * PIECE);
        TorrentHandle shared = peer("seed").share(file, PIECE);
        String announce = "http://" + tracker.listening().http().orElseThrow() + "/announce";
        LocalSwarm.Peer leech =
                swarm.peer("leech", options -> options.setHost("::1").setTracker("tcp://[::1]:1"));
        leech.get("magnet:?xt=urn:btih:" + shared.infoHash() + "&tr=" + announce);

        leech.awaitTransfer("downloaded", now -> now.status() == TransferStatus.DOWNLOADED);
        assertThat(Files.mismatch(file, directory.resolve("leech/file.bin"))).isEqualTo(-1);
    }
}
