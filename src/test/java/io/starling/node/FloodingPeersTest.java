package io.starling.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.starling.bencode.ByteString;
import io.starling.peer.PeerTimeouts;
import io.starling.policy.NewsFilter;
import io.starling.testing.WirePeer;
import io.starling.torrent.Block;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.starling.torrent.TransferStatus;
import io.starling.wire.Handshake;
import io.starling.wire.Message;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Remotes that send without end, each message right by itself, and remotes that do not read. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FloodingPeersTest {
    private static final Block BLOCK = new Block(0, 0, 16_384);
    private static final PeerTimeouts SHORT = new PeerTimeouts(
            Duration.ofSeconds(10),
            Duration.ofSeconds(100),
            Duration.ofSeconds(150),
            Duration.ofSeconds(1),
            PeerTimeouts.DEFAULT.webSeed());

    private final AtomicInteger strangers = new AtomicInteger();
    private Victim victim;

    @BeforeAll
    void open(@TempDir Path directory) throws Exception {
        victim = new Victim(directory, peer -> peer.setTimeouts(SHORT));
    }

    @AfterAll
    void close() {
        victim.close();
    }

    static Stream<Arguments> floods() {
        return Stream.of(
                arguments("keep-alive", List.of(new Message.KeepAlive())),
                arguments("choke", List.of(new Message.Choke(), new Message.Unchoke())),
                arguments("interested", List.of(new Message.Interested(), new Message.NotInterested())),
                arguments("have", List.of(new Message.Have(3))),
                arguments("suggest piece", List.of(new Message.Suggest(3))),
                arguments("allowed fast", List.of(new Message.AllowedFast(3))),
                arguments("port", List.of(new Message.Port(6881))),
                arguments("cancel", List.of(new Message.Cancel(BLOCK))),
                arguments("request that is refused", List.of(new Message.Request(BLOCK))),
                arguments("answers a thousand times what nobody asked", List.of(new Message.Reject(BLOCK))),
                arguments("extension message", List.of(new Message.Extended(7, ByteString.utf8("x")))),
                arguments("extension handshake", List.of(new Message.Extended(0, ByteString.utf8("de")))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("floods")
    @Order(1)
    void disconnectsWhoSendsThousandsThatBringNothing(String what, List<Message> flood) throws Exception {
        String address = "127.0.4." + strangers.incrementAndGet();
        try (WirePeer stranger = victim.meet(address)) {
            for (int i = 0; i < 10_000 / flood.size(); i++) {
                stranger.send(flood.toArray(Message[]::new));
            }
            stranger.awaitClosed();
        }

        victim.awaitEvent("disconnected", address, what);
        assertThat(victim.events(address)).isEmpty();
    }

    @Test
    @Order(2)
    void disconnectsWhoSendsThousandsThatNobodyKnows() throws Exception {
        try (WirePeer stranger = victim.meet("127.0.4.100")) {
            for (int i = 0; i < 10_000; i++) {
                stranger.sendRaw(Unpooled.buffer().writeInt(2).writeShort(77 << 8));
            }
            stranger.awaitClosed();
        }
        victim.awaitEvent("disconnected", "127.0.4.100", "message of an unknown id");
    }

    @Test
    @Order(2)
    void disconnectsWhoSendsOnAndOnWhatNobodyAskedFor() throws Exception {
        try (WirePeer stranger = victim.meet("127.0.4.101")) {
            for (int i = 0; i < 1_100; i++) {
                stranger.sendBlock(BLOCK, victim.bytes, Victim.PIECE);
            }
            stranger.awaitClosed();
        }
        victim.awaitEvent("disconnected", "127.0.4.101", "what nobody asked");
    }

    @Test
    @Order(3)
    void andThenGetsItsFile() throws Exception {
        victim.finishes();
    }

    /** The victim is a seed by now, and unchokes who is interested. */
    @Test
    @Order(4)
    void disconnectsWhoAsksOnAndOnAndDoesNotRead() throws Exception {
        try (WirePeer stranger = victim.meet("127.0.4.102")) {
            stranger.send(new Message.HaveNone(), new Message.Interested()).await(Message.Unchoke.class);
            stranger.stopReading();
            Message[] many =
                    Collections.nCopies(1_000, new Message.Request(BLOCK)).toArray(Message[]::new);
            for (int i = 0; i < 100; i++) {
                stranger.send(many);
            }
            victim.awaitGone();
        }
        victim.awaitEvent("disconnected", "127.0.4.102", "request that is refused");
    }

    /** Kernels take up to some 40 MB for a socket that nobody reads; this is thrice as much. */
    @Test
    @Order(4)
    void disconnectsWhoAsksForMuchAndReadsNothing() throws Exception {
        long before = victim.peer.transfer().uploaded();
        try (WirePeer stranger = victim.meet("127.0.4.103")) {
            stranger.send(new Message.HaveNone(), new Message.Interested()).await(Message.Unchoke.class);
            stranger.stopReading();
            Message whole = new Message.Request(new Block(0, 0, Victim.PIECE));
            stranger.send(Collections.nCopies(1_900, whole).toArray(Message[]::new));
            victim.awaitGone();
        }
        victim.awaitEvent("disconnected", "127.0.4.103", "reads nothing of what it gets");
        assertThat(victim.peer.transfer().uploaded() - before).isLessThan(1_900L * Victim.PIECE);
    }

    /** Last, as so many use up what is said in a minute. */
    @Test
    @Order(5)
    void tenThousandBadConnectionsAreAFewLinesAndGoodPeersAreServed() throws Exception {
        InfoHash other = new InfoHash(ByteString.utf8("o".repeat(InfoHash.LENGTH_BYTES)));
        byte[] handshake = ByteBufUtil.getBytes(new Handshake(other, PeerId.random(), true, true).encode());
        for (int i = 0; i < 10_000; i++) {
            try (Socket socket = new Socket()) {
                socket.bind(new InetSocketAddress("127.0.5." + (1 + i % 200), 0));
                socket.connect(new InetSocketAddress("127.0.0.1", victim.peer.port()));
                socket.getOutputStream().write(handshake);
            }
        }
        LocalSwarm.Peer good = victim.swarm.peer("good");
        good.get("file.bin");
        good.awaitTransfer("downloaded", now -> now.status() == TransferStatus.DOWNLOADED);

        victim.awaitEvent("turned away", "127.0.5.1", "handshake: torrent");
        assertThat(victim.events("turned away")).hasSizeLessThan(NewsFilter.MAX_NEWS);
    }
}
