package io.starling.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.starling.bencode.ByteString;
import io.starling.testing.Clients;
import io.starling.torrent.Block;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.starling.torrent.PieceGrid;
import io.starling.torrent.PieceSet;
import io.starling.wire.ExtensionHandshake;
import io.starling.wire.Handshake;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two peers on real sockets: what one says, the other hears; what must not be said ends the connection. */
class PeerSocketsTest {
    private static final InfoHash TORRENT = new InfoHash(ByteString.utf8("t".repeat(20)));
    private static final InfoHash OTHER = new InfoHash(ByteString.utf8("o".repeat(20)));
    private static final PieceGrid GRID = new PieceGrid(10 * 32_768, 32_768);
    private static final Block BLOCK = new Block(3, 16_384, 16_384);

    private final Vertx vertx = Vertx.vertx();
    private final RecordingSwarm here = new RecordingSwarm(GRID);
    private final RecordingSwarm there = new RecordingSwarm(GRID);
    private final PeerId ourId = PeerId.random();
    private PeerSockets dialler;
    private PeerSockets listener;
    private SocketAddress address;

    @BeforeEach
    void listen() {
        dialler = await(onContext(() -> Future.succeededFuture(sockets(ourId, here))));
        listener = await(onContext(() -> Future.succeededFuture(sockets(PeerId.random(), there))));
        int port = await(onContext(() -> listener.listen("127.0.0.1", 0)));
        address = SocketAddress.inetSocketAddress(port, "127.0.0.1");
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void whatOneSaysTheOtherHears() throws Exception {
        await(onContext(() -> dialler.dial(address, TORRENT, here)));
        PeerConnection ours = here.connection();
        PeerConnection theirs = there.connection();
        assertThat(theirs.remoteId()).isEqualTo(ourId);
        assertThat(ours.isDialled()).isTrue();
        assertThat(theirs.isDialled()).isFalse();

        say(ours, () -> {
            ours.sendPieces(PieceSet.of(10, List.of(1, 2, 3)));
            ours.sendExtensionHandshake(ExtensionHandshake.ours(6881, 0, true));
            ours.setInterested(true);
            ours.sendHave(9);
            ours.sendRequests(List.of(BLOCK));
            ours.sendCancel(BLOCK);
            ours.sendReject(BLOCK);
            ours.sendAllowedFast(7);
            ours.setChoking(false);
            ours.sendBlock(BLOCK, Unpooled.buffer().writeZero(16_384).setByte(0, 42));
            ours.setChoking(true);
            ours.setInterested(false);
        });

        assertThat(there.next()).isEqualTo("has 3");
        assertThat(there.next()).isEqualTo("is " + ExtensionHandshake.CLIENT);
        assertThat(there.next()).isEqualTo("interested");
        assertThat(there.next()).isEqualTo("have 9");
        assertThat(there.next()).isEqualTo("request " + BLOCK);
        assertThat(there.next()).isEqualTo("cancel " + BLOCK);
        assertThat(there.next()).isEqualTo("reject " + BLOCK);
        assertThat(there.next()).isEqualTo("allowed fast 7");
        assertThat(there.next()).isEqualTo("unchoke");
        assertThat(there.next()).isEqualTo("block " + BLOCK + " of 42");
        assertThat(there.next()).isEqualTo("choke");
        assertThat(there.next()).isEqualTo("not interested");
    }

    @Test
    void saysAllOrNothingInOneMessage() throws Exception {
        await(onContext(() -> dialler.dial(address, TORRENT, here)));
        PeerConnection ours = here.connection();
        PeerConnection theirs = there.connection();
        say(ours, () -> ours.sendPieces(PieceSet.all(10)));
        say(theirs, () -> theirs.sendPieces(PieceSet.none(10)));

        assertThat(there.next()).isEqualTo("has 10");
        assertThat(here.next()).isEqualTo("has 0");
    }

    @Test
    void bothSidesLearnThatOneCloses() throws Exception {
        await(onContext(() -> dialler.dial(address, TORRENT, here)));
        PeerConnection ours = here.connection();
        say(ours, () -> ours.close(CloseReason.us("enough")));

        assertThat(here.next()).isEqualTo("closed by US: enough");
        assertThat(there.next()).isEqualTo("closed by REMOTE: closed by the remote");
    }

    @Test
    void turnsAwayWhoAsksForAnotherTorrent() {
        assertThatThrownBy(() -> await(onContext(() -> dialler.dial(address, OTHER, here))))
                .hasMessageContaining("closed before the handshake");
    }

    @Test
    void doesNotConnectWithItself() throws Exception {
        int port = await(onContext(() -> dialler.listen("127.0.0.1", 0)));
        // Our own listener closes, which the dialling side may hear before or after its own refusal.
        await(onContext(() -> dialler.dial(SocketAddress.inetSocketAddress(port, "127.0.0.1"), TORRENT, here))
                .otherwiseEmpty());
        await(onContext(() -> dialler.dial(address, TORRENT, here)));

        assertThat(here.connection().remoteAddress().port()).isEqualTo(address.port());
    }

    @Test
    void dropsWhoDoesNotSpeakTheProtocol() {
        NetSocket stranger = await(Clients.net(vertx).connect(address));
        Promise<Void> closed = Promise.promise();
        stranger.closeHandler(closed::complete);
        stranger.write("GET / HTTP/1.1\r\n\r\n");

        await(closed.future());
    }

    @Test
    void dropsARequestBeyondTheTorrentAndSaysWhy() throws Exception {
        NetSocket stranger = greet();
        stranger.write(Buffer.buffer()
                .appendInt(13)
                .appendByte((byte) 6)
                .appendInt(10)
                .appendInt(0)
                .appendInt(16_384));

        assertThat(there.next()).startsWith("closed by OFFENCE: request: block 10:0+16384");
    }

    /** aria2 sends it when it has got many pieces at once. */
    @Test
    void takesALaterBitfieldForWhatIsNewInIt() throws Exception {
        NetSocket stranger = greet();
        stranger.write(bitfield(0x8000).appendBuffer(bitfield(0x6000)));

        assertThat(there.next()).isEqualTo("has 1");
        assertThat(there.next()).isEqualTo("have 1");
        assertThat(there.next()).isEqualTo("have 2");
    }

    @Test
    void dropsWhoSaysOnAndOnWhatItHas() throws Exception {
        NetSocket stranger = greet();
        Buffer flood = Buffer.buffer();
        for (int i = 0; i < 100_000; i++) {
            flood.appendBuffer(bitfield(0x8000));
        }
        stranger.write(flood);

        assertThat(there.next()).isEqualTo("has 1");
        assertThat(there.next()).startsWith("closed by OFFENCE: bitfield: thousands that bring nothing");
    }

    private static Buffer bitfield(int bits) {
        return Buffer.buffer().appendInt(3).appendByte((byte) 5).appendShort((short) bits);
    }

    @Test
    void dropsFastMessagesThatWereNotAgreedUpon() throws Exception {
        NetSocket stranger = greet();
        stranger.write(Buffer.buffer().appendInt(1).appendByte((byte) 0x0e));

        assertThat(there.next()).startsWith("closed by OFFENCE: have all: without the fast extension");
    }

    /** A stranger without any extension, its handshake byte by byte, its first message right behind it. */
    private NetSocket greet() throws InterruptedException {
        NetSocket stranger = await(Clients.net(vertx).connect(address));
        byte[] hello = new byte[Handshake.LENGTH_BYTES];
        new Handshake(TORRENT, PeerId.random(), false, false).encode().readBytes(hello);
        for (byte one : hello) {
            stranger.write(Buffer.buffer(new byte[] {one}));
        }
        there.connection();
        return stranger;
    }

    private PeerSockets sockets(PeerId id, RecordingSwarm swarm) {
        return new PeerSockets(vertx, new OpenDoor(id, TORRENT, swarm), PeerTimeouts.DEFAULT, Encryption.OFF);
    }

    private void say(PeerConnection connection, Runnable words) {
        connection.context().runOnContext(turn -> words.run());
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
