package io.starling.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.starling.torrent.Block;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.starling.torrent.PieceGrid;
import io.starling.wire.FrameDecoder;
import io.starling.wire.Handshake;
import io.starling.wire.Message;
import io.starling.wire.MessageEncoder;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A peer that does only what a test tells it: dials a peer, shakes hands, sends the messages it is given, right or wrong,
 * and keeps those that come.
 */
public final class WirePeer implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 30;

    /** Kept, since the sockets of a client that nobody holds are closed when it is collected. */
    private final NetClient client;

    private final NetSocket socket;
    private final BlockingQueue<Message> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final ByteBuf greeting = Unpooled.buffer();
    private final CompletableFuture<Void> greeted = new CompletableFuture<>();
    private final FrameDecoder decoder = new FrameDecoder(PieceGrid.MAX_PIECES / 8, this::keep);
    private volatile Consumer<Message> answer = message -> {};

    private WirePeer(NetClient client, NetSocket socket) {
        this.client = client;
        this.socket = socket;
        socket.handler(this::read);
        socket.closeHandler(closed::complete);
    }

    /** Dials a peer on this machine and shakes hands. */
    public static WirePeer dial(Vertx vertx, int port, InfoHash infoHash, boolean isFast) throws Exception {
        return connect(vertx, port, "127.0.0.1").greet(new Handshake(infoHash, PeerId.random(), isFast, false));
    }

    /** Connects to a peer on this machine, and says nothing; {@code from} is one of the addresses 127.0.0.0/8. */
    public static WirePeer connect(Vertx vertx, int port, String from) throws Exception {
        NetClient client = Clients.net(vertx, new NetClientOptions().setLocalAddress(from));
        return client.connect(port, "127.0.0.1")
                .map(socket -> new WirePeer(client, socket))
                .toCompletionStage()
                .toCompletableFuture()
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    public WirePeer greet(Handshake handshake) {
        return sendRaw(handshake.encode());
    }

    /** Sends bytes that need not be messages, and releases them. */
    public WirePeer sendRaw(ByteBuf raw) {
        socket.write(Buffer.buffer(bytes(raw)));
        return this;
    }

    /** Reads nothing more of what comes. */
    public WirePeer stopReading() {
        socket.pause();
        return this;
    }

    /** Calls {@code answer} with each message that comes, on the event loop, besides keeping it. */
    public WirePeer answering(Consumer<Message> answer) {
        this.answer = answer;
        return this;
    }

    public WirePeer send(Message... messages) {
        socket.write(Buffer.buffer(bytes(MessageEncoder.encodeAll(List.of(messages), ByteBufAllocator.DEFAULT))));
        return this;
    }

    /** Sends a block of these bytes, which are all of the torrent. */
    public WirePeer sendBlock(Block block, byte[] torrent, int pieceLength) {
        int from = block.piece() * pieceLength + block.begin();
        return send(
                new Message.Piece(block.piece(), block.begin(), Unpooled.copiedBuffer(torrent, from, block.length())));
    }

    /** The next message of this kind that is as described; others that come before are thrown away. */
    public <T extends Message> T await(Class<T> type, Predicate<T> isMeant) throws InterruptedException {
        while (true) {
            Message message = received.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("no " + type.getSimpleName() + " within " + TIMEOUT_SECONDS + " s");
            }
            if (type.isInstance(message) && isMeant.test(type.cast(message))) {
                return type.cast(message);
            }
        }
    }

    public <T extends Message> T await(Class<T> type) throws InterruptedException {
        return await(type, any -> true);
    }

    /** The kinds of the messages that came and were not awaited. */
    public List<Class<? extends Message>> unawaited() {
        List<Class<? extends Message>> kinds = new ArrayList<>();
        received.forEach(message -> kinds.add(message.getClass()));
        return kinds;
    }

    public boolean isClosed() {
        return closed.isDone();
    }

    /** Waits until the other side has shaken hands. */
    public void awaitGreeted() throws Exception {
        greeted.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    /** Whether the other side has shaken hands. */
    public boolean isGreeted() {
        return greeted.isDone();
    }

    /** Waits until the other side hangs up. */
    public void awaitClosed() throws Exception {
        closed.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        socket.close().onComplete(closed -> client.close());
    }

    private void read(Buffer buffer) {
        ByteBuf bytes = Unpooled.wrappedBuffer(buffer.getBytes());
        if (greeting.writerIndex() < Handshake.LENGTH_BYTES) {
            greeting.writeBytes(
                    bytes, Math.min(bytes.readableBytes(), Handshake.LENGTH_BYTES - greeting.writerIndex()));
            if (greeting.writerIndex() == Handshake.LENGTH_BYTES) {
                greeted.complete(null);
            }
        }
        decoder.feed(bytes);
    }

    private void keep(Message message) {
        Message kept = message instanceof Message.Piece piece
                ? new Message.Piece(piece.piece(), piece.begin(), Unpooled.copiedBuffer(piece.data()))
                : message;
        received.add(kept);
        answer.accept(kept);
    }

    private static byte[] bytes(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        buffer.release();
        return bytes;
    }
}
