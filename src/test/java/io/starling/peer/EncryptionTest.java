package io.starling.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.starling.bencode.ByteString;
import io.starling.testing.MseStranger;
import io.starling.testing.Relay;
import io.starling.testing.WirePeer;
import io.starling.torrent.Block;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.starling.torrent.PieceGrid;
import io.starling.wire.CryptoMethod;
import io.starling.wire.KeyExchange;
import io.starling.wire.MseBytes;
import io.starling.wire.SharedSecret;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Encrypted connections on real sockets: who talks to whom, what others can read of it, and what must not be. */
class EncryptionTest {
    private static final InfoHash TORRENT = new InfoHash(ByteString.utf8("t".repeat(20)));
    private static final InfoHash OTHER = new InfoHash(ByteString.utf8("o".repeat(20)));
    private static final PieceGrid GRID = new PieceGrid(10 * 32_768, 32_768);
    private static final String PROTOCOL = "\u0013BitTorrent protocol";
    private static final String SECRET = "what only the two may read";
    private static final String KEY = "encrypted handshake: key 00000000";

    private final Vertx vertx = Vertx.vertx();
    private final RecordingSwarm here = new RecordingSwarm(GRID);
    private final RecordingSwarm there = new RecordingSwarm(GRID);
    private final List<PeerSockets> opened = new ArrayList<>();
    private final OpenDoor theirDoor = new OpenDoor(PeerId.random(), TORRENT, there);

    @AfterEach
    void close() {
        opened.forEach(sockets -> await(onContext(sockets::close)));
        await(vertx.close());
    }

    @ParameterizedTest(name = "{0} dials {1}: {2}")
    @CsvSource({
        "ALLOW, ALLOW, plain",
        "ALLOW, OFF, plain",
        "OFF, ALLOW, plain",
        "OFF, OFF, plain",
        "ALLOW, REQUIRE, hidden",
        "REQUIRE, ALLOW, hidden",
        "REQUIRE, REQUIRE, hidden",
        "REQUIRE, OFF, refused",
        "OFF, REQUIRE, refused"
    })
    void twoPeersTalkAsBothWantIt(Encryption ours, Encryption theirs, String outcome) throws Exception {
        Relay relay = new Relay(vertx, listening(theirs));
        PeerSockets dialler = sockets(ours, new OpenDoor(PeerId.random(), TORRENT, here), PeerTimeouts.DEFAULT);
        Future<PeerId> dialled = onContext(() -> dialler.dial(relay.address(), TORRENT, here));
        if (outcome.equals("refused")) {
            assertThatThrownBy(() -> await(dialled)).hasMessageContaining("closed before the handshake");
            assertThat(relay.connections()).isEqualTo(1);
            return;
        }
        assertThat(await(dialled)).isEqualTo(theirDoor.peerId());
        saysSomethingBothWays();

        assertThat(relay.hasHeard(PROTOCOL)).isEqualTo(outcome.equals("plain"));
        assertThat(relay.hasHeard(SECRET)).isEqualTo(outcome.equals("plain"));
    }

    private void saysSomethingBothWays() throws Exception {
        exchange(here.connection(), there);
        exchange(there.connection(), here);
    }

    /** A block is sent twice from one buffer, which has to be as it was. */
    private void exchange(PeerConnection from, RecordingSwarm to) throws Exception {
        Block block = new Block(3, 0, 16_384);
        ByteBuf data = Unpooled.buffer().writeBytes(SECRET.getBytes(StandardCharsets.US_ASCII));
        data.writeZero(block.length() - data.readableBytes());
        ByteBuf before = Unpooled.copiedBuffer(data);
        from.context().runOnContext(turn -> {
            from.sendBlock(block, data.retainedDuplicate());
            from.sendHave(9);
            from.sendBlock(block, data.retainedDuplicate());
        });

        assertThat(to.next()).isEqualTo("block " + block + " of " + (int) 'w');
        assertThat(to.next()).isEqualTo("have 9");
        assertThat(to.next()).isEqualTo("block " + block + " of " + (int) 'w');
        assertThat(data).isEqualTo(before);
    }

    @Test
    void dialsAtOnceAsItWorkedLastTime() throws Exception {
        Relay relay = new Relay(vertx, listening(Encryption.REQUIRE));
        PeerSockets dialler =
                sockets(Encryption.ALLOW, new OpenDoor(PeerId.random(), TORRENT, here), PeerTimeouts.DEFAULT);
        await(onContext(() -> dialler.dial(relay.address(), TORRENT, here)));
        assertThat(relay.connections()).isEqualTo(2);
        await(onContext(() -> dialler.dial(relay.address(), TORRENT, here)));
        assertThat(relay.connections()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(CryptoMethod.class)
    void takesWhateverMethodTheDiallerProvides(CryptoMethod method) throws Exception {
        SocketAddress address = listening(Encryption.ALLOW);
        try (MseStranger stranger = new MseStranger(address.port(), "127.0.0.1")) {
            MseStranger.Greeted greeted = stranger.greet(MseStranger.handshake(TORRENT), EnumSet.of(method));

            assertThat(greeted.method()).isEqualTo(method);
            assertThat(greeted.theirs().peerId()).isEqualTo(theirDoor.peerId());
        }
    }

    @Test
    void selectsTheCheaperOfTwoUnlessEncryptionIsRequired() throws Exception {
        Set<CryptoMethod> both = EnumSet.allOf(CryptoMethod.class);
        try (MseStranger stranger = new MseStranger(listening(Encryption.ALLOW).port(), "127.0.0.1")) {
            assertThat(stranger.greet(MseStranger.handshake(TORRENT), both).method())
                    .isEqualTo(CryptoMethod.PLAINTEXT);
        }
        try (MseStranger stranger =
                new MseStranger(listening(Encryption.REQUIRE).port(), "127.0.0.1")) {
            assertThat(stranger.greet(MseStranger.handshake(TORRENT), both).method())
                    .isEqualTo(CryptoMethod.RC4);
        }
    }

    static Stream<Arguments> badParts() {
        return Stream.of(
                part("a wrong sync constant", secret -> MseBytes.initiator(secret, TORRENT, 1, 2, 0, new byte[0])),
                part("a torrent that is not here", secret -> MseBytes.initiator(secret, OTHER, 0, 2, 0, new byte[0])),
                part("provides 0", secret -> MseBytes.initiator(secret, TORRENT, 0, 0, 0, new byte[0])),
                part("provides 4", secret -> MseBytes.initiator(secret, TORRENT, 0, 4, 0, new byte[0])),
                part("padding of 513", secret -> MseBytes.initiator(secret, TORRENT, 0, 2, 513, new byte[0])),
                part("padding of 65535", secret -> MseBytes.initiator(secret, TORRENT, 0, 2, 65_535, new byte[0])),
                part("no sync within 512", secret -> Unpooled.buffer().writeZero(532)),
                part("handshake: begins with", secret -> MseBytes.initiator(secret, TORRENT, 0, 2, 0, new byte[68])));
    }

    private static Arguments part(String why, Function<SharedSecret, ByteBuf> part) {
        return arguments(why, part);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badParts")
    void hangsUpOnWhatMustNotBeAndSaysWhy(String why, Function<SharedSecret, ByteBuf> part) throws Exception {
        try (MseStranger stranger = new MseStranger(listening(Encryption.ALLOW).port(), "127.0.0.1")) {
            stranger.send(part.apply(stranger.exchangeKeys()));
            stranger.awaitClosed();
        }
        assertThat(theirDoor.offence()).contains(why.replace("sync constant", "verification constant"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void hangsUpOnAKeyThatMakesNoSecret(int key) throws Exception {
        try (MseStranger stranger = new MseStranger(listening(Encryption.ALLOW).port(), "127.0.0.1")) {
            stranger.send(Unpooled.buffer().writeZero(KeyExchange.KEY_BYTES - 1).writeByte(key));
            stranger.awaitClosed();
        }
        assertThat(theirDoor.offence()).startsWith(KEY);
    }

    @Test
    void hangsUpOnWhoSendsTooMuchBeforeItIsAnswered() throws Exception {
        try (MseStranger stranger = new MseStranger(listening(Encryption.ALLOW).port(), "127.0.0.1")) {
            stranger.send(Unpooled.buffer().writeZero(1 << 20));
            stranger.awaitClosed();
        }
        assertThat(theirDoor.offence()).containsAnyOf("handshake: more than 131072 bytes", KEY);
    }

    @Test
    void turnsAwayWhoIsNotEncryptedWhenThatIsRequired() throws Exception {
        try (MseStranger stranger =
                new MseStranger(listening(Encryption.REQUIRE).port(), "127.0.0.1")) {
            stranger.send(MseStranger.handshake(TORRENT).encode());
            stranger.awaitClosed();
        }
        assertThat(theirDoor.offence())
                .isEqualTo("handshake: not encrypted (expected: encrypted, as is required here)");
    }

    @Test
    void turnsAwayWhoProvidesPlaintextOnlyWhenEncryptionIsRequired() throws Exception {
        try (MseStranger stranger =
                new MseStranger(listening(Encryption.REQUIRE).port(), "127.0.0.1")) {
            stranger.send(MseBytes.initiator(stranger.exchangeKeys(), TORRENT, 0, 1, 0, new byte[0]));
            stranger.awaitClosed();
        }
        assertThat(theirDoor.offence()).startsWith("encrypted handshake: provides 1");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 50, 96, 300})
    void waitsForTheRestButNotForEver(int sent) throws Exception {
        PeerTimeouts impatient = new PeerTimeouts(
                Duration.ofMillis(500),
                Duration.ofSeconds(100),
                Duration.ofSeconds(150),
                Duration.ofSeconds(120),
                PeerTimeouts.DEFAULT.webSeed());
        int port = listening(Encryption.ALLOW, impatient).port();
        try (MseStranger stranger = new MseStranger(port, "127.0.0.1")) {
            byte[] noise = new byte[sent];
            new Random(1).nextBytes(noise);
            stranger.send(Unpooled.wrappedBuffer(noise));
            stranger.awaitClosed();
        }
        assertThat(theirDoor.offence()).isEqualTo("no handshake within 500 ms");
    }

    static Stream<Arguments> badAnswers() {
        return Stream.of(
                part("selected 1", secret -> MseBytes.responder(secret, TORRENT, 1, 0, new byte[0])),
                part("selected 3", secret -> MseBytes.responder(secret, TORRENT, 3, 0, new byte[0])),
                part("padding of 513", secret -> MseBytes.responder(secret, TORRENT, 2, 513, new byte[0])),
                part("no sync within 512", secret -> MseBytes.responder(secret, OTHER, 2, 0, new byte[600])),
                part("handshake: begins with", secret -> MseBytes.responder(secret, TORRENT, 2, 9, new byte[68])),
                part("torrent " + OTHER, secret -> MseBytes.responder(secret, TORRENT, 2, 9, handshake(OTHER))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badAnswers")
    void failsToDialWhoAnswersWhatMustNotBe(String why, Function<SharedSecret, ByteBuf> answer) throws Exception {
        int port = vertx.createNetServer()
                .connectHandler(socket -> answer(socket, answer))
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS)
                .actualPort();
        SocketAddress address = SocketAddress.inetSocketAddress(port, "127.0.0.1");
        PeerSockets dialler =
                sockets(Encryption.REQUIRE, new OpenDoor(PeerId.random(), TORRENT, here), PeerTimeouts.DEFAULT);

        assertThatThrownBy(() -> await(onContext(() -> dialler.dial(address, TORRENT, here))))
                .hasMessageContaining(why);
    }

    /** Knows the key when 96 bytes are there. */
    private static void answer(NetSocket socket, Function<SharedSecret, ByteBuf> answer) {
        Buffer gathered = Buffer.buffer();
        socket.handler(bytes -> {
            boolean isKeyHere = gathered.length() >= KeyExchange.KEY_BYTES;
            gathered.appendBuffer(bytes);
            if (!isKeyHere && gathered.length() >= KeyExchange.KEY_BYTES) {
                KeyExchange keys = KeyExchange.begin(new Random(1));
                SharedSecret secret = keys.agree(ByteString.copyOf(gathered.getBytes(), 0, KeyExchange.KEY_BYTES));
                socket.write(buffer(keys.hello(new Random(1))))
                        .onSuccess(sent -> socket.write(buffer(answer.apply(secret))));
            }
        });
    }

    /** The thread that does the arithmetic is held until all wait for it. */
    @Test
    void aFloodOfKeysFromOneAddressHoldsUpNobodyElse() throws Exception {
        int port = listening(Encryption.ALLOW).port();
        CountDownLatch held = new CountDownLatch(1);
        var unused = vertx.createSharedWorkerExecutor(KeyWork.WORKER, 1).executeBlocking(() -> {
            held.await();
            return true;
        });
        List<MseStranger> flood = new ArrayList<>();
        for (int i = 0; i < PeerSockets.MAX_HALF_OPEN - 2; i++) {
            flood.add(new MseStranger(port, "127.0.9.1")
                    .send(KeyExchange.begin(new Random(1)).hello(new Random(i))));
        }
        try (MseStranger encrypted = new MseStranger(port, "127.0.9.2");
                WirePeer plain = WirePeer.connect(vertx, port, "127.0.9.3")) {
            Future<MseStranger.Greeted> greeted = vertx.executeBlocking(
                    () -> encrypted.greet(MseStranger.handshake(TORRENT), EnumSet.of(CryptoMethod.RC4)));
            plain.greet(MseStranger.handshake(TORRENT)).awaitGreeted();
            held.countDown();

            assertThat(await(greeted).method()).isEqualTo(CryptoMethod.RC4);
            assertThat(flood.stream().filter(MseStranger::hasAnswer).count()).isLessThan(100);
        }
        for (MseStranger one : flood) {
            one.close();
        }
    }

    private SocketAddress listening(Encryption encryption) {
        return listening(encryption, PeerTimeouts.DEFAULT);
    }

    private SocketAddress listening(Encryption encryption, PeerTimeouts timeouts) {
        PeerSockets listener = sockets(encryption, theirDoor, timeouts);
        return SocketAddress.inetSocketAddress(await(onContext(() -> listener.listen("127.0.0.1", 0))), "127.0.0.1");
    }

    private PeerSockets sockets(Encryption encryption, PeerDoor door, PeerTimeouts timeouts) {
        PeerSockets sockets =
                await(onContext(() -> Future.succeededFuture(new PeerSockets(vertx, door, timeouts, encryption))));
        opened.add(sockets);
        return sockets;
    }

    private static byte[] handshake(InfoHash torrent) {
        return buffer(MseStranger.handshake(torrent).encode()).getBytes();
    }

    private static Buffer buffer(ByteBuf bytes) {
        byte[] array = new byte[bytes.readableBytes()];
        bytes.readBytes(array);
        return Buffer.buffer(array);
    }

    private <T> Future<T> onContext(Supplier<Future<T>> work) {
        Promise<T> done = Promise.promise();
        vertx.runOnContext(turn -> work.get().onComplete(done));
        return done.future();
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(
                    e.getCause() == null ? e.toString() : e.getCause().getMessage(), e);
        }
    }
}
