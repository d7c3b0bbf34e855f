package io.starling.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.starling.bencode.ByteString;
import io.starling.torrent.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Streams of messages for the tests of this package. */
final class WireStreams {
    static final int MAX_BITFIELD_BYTES = 1000;

    private static final int KINDS = 18;

    private WireStreams() {}

    /** What a decoder makes of the stream when it comes in parts of that size; pieces have data of their own. */
    static List<Message> decode(ByteBuf stream, int cut) {
        List<Message> messages = new ArrayList<>();
        try (FrameDecoder decoder = new FrameDecoder(MAX_BITFIELD_BYTES, message -> messages.add(owned(message)))) {
            feed(decoder, stream, cut);
        }
        return messages;
    }

    /** Feeds buffers that are gone when the decoder returns, as a socket's are; leaves {@code stream} unread. */
    static void feed(FrameDecoder decoder, ByteBuf stream, int cut) {
        for (int at = 0; at < stream.readableBytes(); ) {
            int size = Math.min(cut, stream.readableBytes() - at);
            ByteBuf part = UnpooledByteBufAllocator.DEFAULT.heapBuffer(size);
            try {
                part.writeBytes(stream, stream.readerIndex() + at, size);
                decoder.feed(part);
            } finally {
                part.setZero(0, size);
                part.release();
            }
            at += size;
        }
    }

    static Message owned(Message message) {
        return message instanceof Message.Piece piece
                ? new Message.Piece(piece.piece(), piece.begin(), Unpooled.copiedBuffer(piece.data()))
                : message;
    }

    /** At least one message of each kind, then any. */
    static List<Message> anyMessages(Random random, int count) {
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(anyMessage(random, i < KINDS ? i : random.nextInt(KINDS)));
        }
        return messages;
    }

    private static Message anyMessage(Random random, int kind) {
        return switch (kind) {
            case 0 -> new Message.KeepAlive();
            case 1 -> new Message.Choke();
            case 2 -> new Message.Unchoke();
            case 3 -> new Message.Interested();
            case 4 -> new Message.NotInterested();
            case 5 -> new Message.Have(random.nextInt());
            case 6 -> new Message.Bitfield(anyBytes(random, random.nextInt(MAX_BITFIELD_BYTES + 1)));
            case 7 -> new Message.Request(anyBlock(random));
            case 8 -> new Message.Piece(random.nextInt(), random.nextInt(), anyData(random));
            case 9 -> new Message.Cancel(anyBlock(random));
            case 10 -> new Message.Port(random.nextInt(65536));
            case 11 -> new Message.Suggest(random.nextInt());
            case 12 -> new Message.HaveAll();
            case 13 -> new Message.HaveNone();
            case 14 -> new Message.Reject(anyBlock(random));
            case 15 -> new Message.AllowedFast(random.nextInt());
            case 16 -> new Message.Extended(random.nextInt(256), anyBytes(random, random.nextInt(2000)));
            default -> new Message.Bitfield(ByteString.EMPTY);
        };
    }

    private static Block anyBlock(Random random) {
        return new Block(random.nextInt(), random.nextInt(), random.nextInt());
    }

    private static ByteString anyBytes(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return ByteString.wrap(bytes);
    }

    /** Short ones, so that streams can be cut at every size; the longest block has a test of its own. */
    private static ByteBuf anyData(Random random) {
        byte[] bytes = new byte[random.nextInt(700)];
        random.nextBytes(bytes);
        return Unpooled.wrappedBuffer(bytes);
    }

    static ByteBuf encode(List<Message> messages) {
        return MessageEncoder.encodeAll(messages, UnpooledByteBufAllocator.DEFAULT);
    }
}
