package io.starling.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bencode.ByteString;
import io.starling.testing.WirePeer;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.starling.wire.ExtensionHandshake;
import io.starling.wire.Handshake;
import io.starling.wire.Message;
import io.starling.wire.MetadataMessage;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stranger that has only the info-hash asks a seed of ours for the rest (BEP 9). */
class MetadataTest {
    /** 40,000 bytes of hashes: three pieces of metadata. */
    private static final int PIECES = 2_000;

    private static final int PIECE = 16 * 1024;

    /** What the stranger calls the extension. */
    private static final int THEIR_ID = 9;

    @TempDir
    private Path directory;

    private LocalSwarm swarm;
    private InfoHash infoHash;
    private WirePeer stranger;
    private ExtensionHandshake seed;

    @BeforeEach
    void aStrangerMeetsASeed() throws Exception {
        swarm = new LocalSwarm(directory);
        swarm.tracker(0);
        LocalSwarm.Peer peer = swarm.peer("seed");
        infoHash = peer.share(swarm.file("file.bin", PIECES * PIECE), PIECE).infoHash();
        ExtensionHandshake theirs =
                new ExtensionHandshake("Stranger", 250, 0, 0, Map.of(MetadataMessage.EXTENSION, THEIR_ID));
        stranger = WirePeer.connect(swarm.vertx, peer.port(), "127.0.0.1")
                .greet(new Handshake(infoHash, PeerId.random(), true, true));
        seed = ExtensionHandshake.decode(stranger.await(Message.Extended.class, message -> message.id() == 0)
                .payload());
        stranger.send(new Message.Extended(ExtensionHandshake.ID, theirs.encode()));
    }

    @AfterEach
    void close() {
        stranger.close();
        swarm.close();
    }

    private MetadataMessage ask(int piece) throws Exception {
        int id = seed.idOf(MetadataMessage.EXTENSION).orElseThrow();
        stranger.send(new Message.Extended(id, new MetadataMessage.Request(piece).encode()));
        ByteString payload = stranger.await(Message.Extended.class, message -> message.id() == THEIR_ID)
                .payload();
        return MetadataMessage.decode(payload).orElseThrow();
    }

    @Test
    void getsAllPiecesOfWhatTheInfoHashIsOf() throws Exception {
        ByteArrayOutputStream info = new ByteArrayOutputStream();
        for (int piece = 0; piece < MetadataMessage.pieces(seed.metadataSize()); piece++) {
            MetadataMessage.Data data = (MetadataMessage.Data) ask(piece);
            assertThat(data.piece()).isEqualTo(piece);
            assertThat(data.totalSize()).isEqualTo(seed.metadataSize());
            info.write(data.bytes().toByteArray());
        }
        byte[] digest = MessageDigest.getInstance("SHA-1").digest(info.toByteArray());
        assertThat(ByteString.wrap(digest).hex()).isEqualTo(infoHash.toString());
    }

    @Test
    void isRefusedAPieceThatThereIsNot() throws Exception {
        assertThat(ask(3)).isEqualTo(new MetadataMessage.Reject(3));
        assertThat(ask(Integer.MAX_VALUE)).isEqualTo(new MetadataMessage.Reject(Integer.MAX_VALUE));
    }

    @Test
    void isRefusedMoreThanItCanNeed() throws Exception {
        MetadataMessage last = ask(0);
        int given = 0;
        while (last instanceof MetadataMessage.Data) {
            given++;
            last = ask(0);
        }
        assertThat(given).isEqualTo(3 * MetadataMessage.pieces(seed.metadataSize()));
        assertThat(last).isEqualTo(new MetadataMessage.Reject(0));
    }

    @Test
    void isDisconnectedForWhatIsNoMessageOfTheExtension() throws Exception {
        int id = seed.idOf(MetadataMessage.EXTENSION).orElseThrow();
        stranger.send(new Message.Extended(id, ByteString.utf8("what?")));
        stranger.awaitClosed();
    }
}
