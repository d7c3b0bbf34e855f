package io.starling.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.peer.Encryption;
import io.starling.testing.WirePeer;
import io.starling.torrent.InfoHash;
import io.starling.torrent.TransferStatus;
import io.starling.wire.Message;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole transfers between peers of which at least one requires encryption. */
class EncryptedSwarmTest {
    private static final int PIECE = 256 * 1024;

    @TempDir
    private Path directory;

    private LocalSwarm swarm;
    private Path original;

    @BeforeEach
    void open() throws Exception {
        swarm = new LocalSwarm(directory);
        swarm.tracker(0);
        original = swarm.file("file.bin", 40 * PIECE + 12_345);
    }

    @AfterEach
    void close() {
        swarm.close();
    }

    private LocalSwarm.Peer peer(String id, Encryption encryption) {
        return swarm.peer(id, peer -> peer.setEncryption(encryption));
    }

    /** Two fetch at once: what is read for one is enciphered for it alone. */
    @Test
    void thoseThatRequireItAndThoseThatAllowItFetchFromOneAnother() throws Exception {
        LocalSwarm.Peer seed = peer("seed", Encryption.REQUIRE);
        InfoHash infoHash = seed.share(original, PIECE).infoHash();
        LocalSwarm.Peer requires = peer("requires", Encryption.REQUIRE);
        LocalSwarm.Peer allows = peer("allows", Encryption.ALLOW);
        requires.get("file.bin");
        allows.get("file.bin");

        for (LocalSwarm.Peer peer : new LocalSwarm.Peer[] {requires, allows}) {
            peer.awaitTransfer("downloaded", now -> now.status() == TransferStatus.DOWNLOADED);
            assertThat(Files.mismatch(original, directory.resolve(peer.id).resolve("file.bin")))
                    .isEqualTo(-1);
        }
        try (WirePeer plain = WirePeer.dial(swarm.vertx, seed.port(), infoHash, true)) {
            plain.awaitClosed();
            assertThat(plain.isGreeted()).isFalse();
        }
        try (WirePeer plain = WirePeer.dial(swarm.vertx, allows.port(), infoHash, true)) {
            plain.await(Message.HaveAll.class);
        }
    }
}
