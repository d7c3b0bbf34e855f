package io.starling.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.starling.testing.fuzz.FuzzTarget;
import io.starling.torrent.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A stream gives the same messages and the same fault however it is cut, and costs no more than it brings. */
final class FrameDecoderTarget implements FuzzTarget {
    /** What a decoder made of a stream: the messages, then the fault that ended it, if any. */
    private record Outcome(List<Message> messages, String fault) {}

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);

    @Override
    public void check(byte[] data) {
        ByteBuf stream = Unpooled.wrappedBuffer(data);
        Outcome whole = decode(stream, Integer.MAX_VALUE);
        assertThat(decode(stream, 1 + (Arrays.hashCode(data) & 0xFF))).isEqualTo(whole);
        assertThat(decode(stream, 1)).isEqualTo(whole);
        whole.messages().forEach(FrameDecoderTarget::isWithinLimits);
        isTheSameWhenWrittenAgain(whole.messages());
    }

    private Outcome decode(ByteBuf stream, int cut) {
        List<Message> messages = new ArrayList<>();
        String fault = "";
        try (FrameDecoder decoder = new FrameDecoder(
                WireStreams.MAX_BITFIELD_BYTES, message -> messages.add(WireStreams.owned(message)), allocator)) {
            try {
                WireStreams.feed(decoder, stream, cut);
            } catch (WireException e) {
                fault = String.valueOf(e.getMessage());
            }
            assertThat(allocator.metric().usedDirectMemory()).isLessThanOrEqualTo(256 + 2L * stream.readableBytes());
        }
        assertThat(allocator.metric().usedDirectMemory()).as("after closing").isZero();
        return new Outcome(messages, fault);
    }

    private static void isWithinLimits(Message message) {
        if (message instanceof Message.Piece piece) {
            assertThat(piece.data().readableBytes()).isLessThanOrEqualTo(Block.LENGTH_BYTES);
        }
        if (message instanceof Message.Bitfield bitfield) {
            assertThat(bitfield.bits().size()).isLessThanOrEqualTo(WireStreams.MAX_BITFIELD_BYTES);
        }
    }

    private static void isTheSameWhenWrittenAgain(List<Message> messages) {
        List<Message> known = messages.stream()
                .filter(message -> !(message instanceof Message.Unknown))
                .toList();
        ByteBuf written =
                WireStreams.encode(known.stream().map(WireStreams::owned).toList());
        try {
            assertThat(WireStreams.decode(written, Integer.MAX_VALUE)).isEqualTo(known);
        } finally {
            written.release();
        }
    }

    @Override
    public byte[] sample(Random random) {
        ByteBuf sound = WireStreams.encode(WireStreams.anyMessages(random, 1 + random.nextInt(20)));
        byte[] bytes = new byte[sound.readableBytes()];
        sound.readBytes(bytes);
        sound.release();
        return bytes;
    }

    @Override
    public List<String> words() {
        return List.of(
                "\0\0\0\0",
                "\0\0\0\1\0",
                "\0\0\0\5\4\0\0\0\0",
                "\0\0\0\15\6",
                "\0\0\0\1\24",
                "\0\0\0\2\24\0",
                "\0\0\0\1\377",
                "\0\20\0\2\24",
                "\0\0@\11\7",
                "\377\377\377\377",
                "\177\377\377\377");
    }

    @Override
    public int maxLength() {
        return 8_192;
    }
}
