package io.starling.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.starling.torrent.PieceGrid;
import io.starling.wire.ExtensionHandshake;
import io.starling.wire.FrameDecoder;
import io.starling.wire.Handshake;
import io.starling.wire.Message;
import io.starling.wire.MessageEncoder;
import io.starling.wire.MetadataMessage;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * A peer that is dialled for an info dictionary (BEP 9) and gives what a test has it give, right or wrong. What it says at
 * the beginning, and what it answers to a request for a piece, are the test's.
 */
public final class MetadataSupplier {
    private final InfoHash infoHash;
    private final boolean isExtended;
    private final List<Message> greeting;
    private final IntFunction<List<ByteString>> answers;
    private final AtomicInteger met = new AtomicInteger();
    private SocketAddress address = SocketAddress.inetSocketAddress(1, "127.0.0.1");

    private MetadataSupplier(
            InfoHash infoHash, boolean isExtended, List<Message> greeting, IntFunction<List<ByteString>> answers) {
        this.infoHash = infoHash;
        this.isExtended = isExtended;
        this.greeting = greeting;
        this.answers = answers;
    }

    /** One that has this dictionary, and gives it as it should. */
    public static MetadataSupplier of(InfoHash infoHash, ByteString info) {
        return new MetadataSupplier(infoHash, true, List.of(says(info.size())), piece -> List.of(data(info, piece)));
    }

    /** One that knows nothing of extensions. */
    public static MetadataSupplier old(InfoHash infoHash) {
        return new MetadataSupplier(infoHash, false, List.of(new Message.HaveAll()), piece -> List.of());
    }

    /** One that says this first. */
    public static MetadataSupplier saying(InfoHash infoHash, Message... messages) {
        return new MetadataSupplier(infoHash, true, List.of(messages), piece -> List.of());
    }

    /** One that says that it has so many bytes, and answers each request with these payloads. */
    public static MetadataSupplier answering(InfoHash infoHash, int size, IntFunction<List<ByteString>> answers) {
        return new MetadataSupplier(infoHash, true, List.of(says(size)), answers);
    }

    /** The same one, that answers each request with these payloads. */
    public MetadataSupplier thenAnswering(IntFunction<List<ByteString>> payloads) {
        return new MetadataSupplier(infoHash, isExtended, greeting, payloads);
    }

    /** That there are so many bytes of it to be had here. */
    public static Message says(int size) {
        return new Message.Extended(
                ExtensionHandshake.ID, ExtensionHandshake.ours(1, size, false).encode());
    }

    /** The payload that brings a piece of it. */
    public static ByteString data(ByteString info, int piece) {
        int from = piece * MetadataMessage.PIECE_BYTES;
        ByteString bytes = info.slice(from, Math.min(info.size(), from + MetadataMessage.PIECE_BYTES));
        return new MetadataMessage.Data(piece, info.size(), bytes).encode();
    }

    public MetadataSupplier listen(Vertx vertx) throws Exception {
        NetServer server = vertx.createNetServer().connectHandler(socket -> new Connection(socket).begin());
        int port = server.listen(0, "127.0.0.1")
                .map(NetServer::actualPort)
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        address = SocketAddress.inetSocketAddress(port, "127.0.0.1");
        return this;
    }

    public SocketAddress address() {
        return address;
    }

    /** How many have shaken hands with it. */
    public int met() {
        return met.get();
    }

    private final class Connection {
        private final NetSocket socket;
        private final ByteBuf handshake = Unpooled.buffer();
        private final FrameDecoder decoder = new FrameDecoder(PieceGrid.MAX_PIECES / 8, this::onMessage);
        private ExtensionHandshake theirs = ExtensionHandshake.NONE;

        Connection(NetSocket socket) {
            this.socket = socket;
        }

        void begin() {
            socket.exceptionHandler(reset -> {});
            socket.handler(this::read);
        }

        private void read(Buffer buffer) {
            ByteBuf bytes = Unpooled.wrappedBuffer(buffer.getBytes());
            int lacking = Handshake.LENGTH_BYTES - handshake.writerIndex();
            if (lacking > 0) {
                handshake.writeBytes(bytes, Math.min(lacking, bytes.readableBytes()));
                if (handshake.writerIndex() == Handshake.LENGTH_BYTES) {
                    met.incrementAndGet();
                    write(new Handshake(infoHash, PeerId.random(), true, isExtended).encode());
                    greeting.forEach(this::send);
                }
            }
            decoder.feed(bytes);
        }

        private void onMessage(Message message) {
            if (!(message instanceof Message.Extended extended)) {
                return;
            }
            if (extended.id() == ExtensionHandshake.ID) {
                theirs = theirs.updatedBy(extended.payload());
            } else if (MetadataMessage.decode(extended.payload()).orElseThrow()
                    instanceof MetadataMessage.Request request) {
                int id = theirs.idOf(MetadataMessage.EXTENSION).orElseThrow();
                answers.apply(request.piece()).forEach(payload -> send(new Message.Extended(id, payload)));
            }
        }

        private void send(Message message) {
            write(MessageEncoder.encode(message, ByteBufAllocator.DEFAULT));
        }

        private void write(ByteBuf bytes) {
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.readBytes(copy);
            bytes.release();
            socket.write(Buffer.buffer(copy));
        }
    }
}
