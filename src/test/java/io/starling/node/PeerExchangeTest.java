package io.starling.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.TransferSnapshot;
import io.starling.storage.TorrentBuilder;
import io.starling.storage.TorrentSpec;
import io.starling.testing.WirePeer;
import io.starling.torrent.InfoHash;
import io.starling.torrent.Metainfo;
import io.starling.torrent.PeerId;
import io.starling.wire.ExtensionHandshake;
import io.starling.wire.Handshake;
import io.starling.wire.Message;
import io.starling.wire.PexMessage;
import io.vertx.core.Promise;
import io.vertx.core.net.NetServer;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers of which no tracker tells: who is connected with one of them hears of the others (BEP 11). */
class PeerExchangeTest {
    private static final int PIECE = 64 * 1024;

    /** What the strangers call the extension. */
    private static final int THEIR_ID = 9;

    @TempDir
    private Path directory;

    private LocalSwarm swarm;
    private Path original;
    private String torrent;
    private InfoHash infoHash;

    @BeforeEach
    void open() throws Exception {
        swarm = new LocalSwarm(directory);
        original = swarm.file("file.bin", 40 * PIECE + 12_345);
        make(false);
    }

    @AfterEach
    void close() {
        swarm.close();
    }

    private void make(boolean isPrivate) throws Exception {
        TorrentSpec spec = new TorrentSpec(original, OptionalInt.of(PIECE), List.of(), isPrivate, "");
        Metainfo metainfo = TorrentBuilder.build(spec, 1, hashed -> {});
        infoHash = metainfo.infoHash();
        Path file = directory.resolve(infoHash + ".torrent");
        torrent = Files.write(file, metainfo.torrent().toByteArray()).toString();
    }

    private LocalSwarm.Peer get(String id, LocalSwarm.Peer... known) {
        LocalSwarm.Peer peer = swarm.peer(id, options -> options.setMaxDownloadKiBps(64));
        List<String> addresses = java.util.Arrays.stream(known)
                .map(other -> "127.0.0.1:" + other.port())
                .toList();
        LocalSwarm.await(peer.node.get(torrent, new GetOptions(addresses, List.of(), Duration.ofMinutes(1))));
        return peer;
    }

    private static Predicate<TransferSnapshot> connections(int count) {
        return now -> now.connections() == count;
    }

    /** One that speaks the extension; the first message that comes is our handshake. */
    private WirePeer stranger(LocalSwarm.Peer peer, int listenPort) throws Exception {
        ExtensionHandshake theirs =
                new ExtensionHandshake("Stranger", 250, listenPort, 0, Map.of(PexMessage.EXTENSION, THEIR_ID));
        return WirePeer.connect(swarm.vertx, peer.port(), "127.0.0.1")
                .greet(new Handshake(infoHash, PeerId.random(), true, true))
                .send(new Message.Extended(ExtensionHandshake.ID, theirs.encode()), new Message.HaveNone());
    }

    private static ExtensionHandshake handshake(WirePeer stranger) throws Exception {
        return ExtensionHandshake.decode(stranger.await(Message.Extended.class, message -> message.id() == 0)
                .payload());
    }

    private static PexMessage told(WirePeer stranger) throws Exception {
        return PexMessage.decode(stranger.await(Message.Extended.class, message -> message.id() == THEIR_ID)
                .payload());
    }

    private static Message.Extended tells(int... ports) {
        List<PexMessage.Peer> peers = java.util.Arrays.stream(ports)
                .mapToObj(port -> new PexMessage.Peer(new InetSocketAddress("127.0.0.1", port), 0))
                .toList();
        return new Message.Extended(PexMessage.EXTENSION_ID, new PexMessage(peers, List.of()).encode());
    }

    /** Somebody who waits to be dialled. */
    private final class Listener {
        private final Promise<Void> dialled = Promise.promise();
        private final NetServer server = swarm.vertx.createNetServer().connectHandler(socket -> dialled.tryComplete());
        private final int port = LocalSwarm.await(server.listen(0, "127.0.0.1")).actualPort();
    }

    @Test
    void twoThatKnowOnlyAThirdFindEachOther() throws Exception {
        LocalSwarm.Peer middle = get("middle");
        LocalSwarm.Peer first = get("first", middle);
        first.awaitTransfer("connected", connections(1));

        LocalSwarm.Peer second = get("second", middle);

        first.awaitTransfer("connected with both", connections(2));
        second.awaitTransfer("connected with both", connections(2));
    }

    @Test
    void tellsOneOfTheOther() throws Exception {
        LocalSwarm.Peer peer = get("peer");
        try (WirePeer first = stranger(peer, 7_777)) {
            peer.awaitTransfer("connected", connections(1));
            try (WirePeer second = stranger(peer, 0)) {
                assertThat(handshake(second).idOf(PexMessage.EXTENSION)).hasValue(PexMessage.EXTENSION_ID);
                PexMessage told = told(second);
                assertThat(told.added())
                        .containsExactly(new PexMessage.Peer(new InetSocketAddress("127.0.0.1", 7_777), 0));
                assertThat(told.dropped()).isEmpty();
            }
            assertThat(first.isClosed()).isFalse();
        }
    }

    @Test
    void dialsWhomAStrangerNames() throws Exception {
        Listener named = new Listener();
        try (WirePeer stranger = stranger(get("peer"), 0)) {
            stranger.send(tells(0, named.port));
            LocalSwarm.await(named.dialled.future());
        }
    }

    @Test
    void hearsNobodyMoreThanOnceAMinute() throws Exception {
        Listener tooSoon = new Listener();
        Listener named = new Listener();
        LocalSwarm.Peer peer = get("peer");
        try (WirePeer hasty = stranger(peer, 0);
                WirePeer other = stranger(peer, 0)) {
            hasty.send(tells(1), tells(tooSoon.port), new Message.Interested())
                    .await(Message.Unchoke.class); // it has been read
            other.send(tells(named.port));
            LocalSwarm.await(named.dialled.future());
            assertThat(tooSoon.dialled.future().isComplete()).isFalse();
        }
    }

    @Test
    void hangsUpOnWhoTellsWithoutEnd() throws Exception {
        try (WirePeer flooding = stranger(get("peer"), 0)) {
            for (int i = 0; i < 200; i++) {
                flooding.send(tells(1));
            }
            flooding.awaitClosed();
        }
    }

    @Test
    void doesNotSpeakOfItInAPrivateTorrent() throws Exception {
        make(true);
        try (WirePeer stranger = stranger(get("peer"), 0)) {
            assertThat(handshake(stranger).idOf(PexMessage.EXTENSION)).isEmpty();
        }
    }
}
