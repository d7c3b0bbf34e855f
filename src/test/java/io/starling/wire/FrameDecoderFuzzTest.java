package io.starling.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.starling.torrent.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that were right once, damaged at random. The seed names the run. */
class FrameDecoderFuzzTest {
    private static final int STREAMS = 2_500;

    /** What a decoder made of a stream: the messages, then the fault that ended it, if any. */
    private record Outcome(List<Message> messages, String fault) {}

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);

    @ParameterizedTest
    @ValueSource(longs = {101, 102, 103, 104})
    void damagedStreamsGiveTheSameHoweverTheyAreCutAndCostNoMoreThanTheyBring(long seed) {
        Random random = new Random(seed);
        int faults = 0;
        for (int i = 0; i < STREAMS; i++) {
            ByteBuf stream = damagedStream(random);

            Outcome whole = decode(stream, Integer.MAX_VALUE);
            Outcome cut = decode(stream, 1 + random.nextInt(200));

            assertThat(cut).as("seed %d, stream %d", seed, i).isEqualTo(whole);
            faults += whole.fault().isEmpty() ? 0 : 1;
        }
        assertThat(faults).as("streams that were found damaged").isBetween(STREAMS / 4, STREAMS - 1);
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
        assertThat(messages).allSatisfy(FrameDecoderFuzzTest::isWithinLimits);
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

    private static ByteBuf damagedStream(Random random) {
        ByteBuf sound = WireStreams.encode(WireStreams.anyMessages(random, 1 + random.nextInt(20)));
        byte[] bytes = new byte[sound.readableBytes()];
        sound.readBytes(bytes);
        sound.release();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(bytes.length);
            bytes = switch (random.nextInt(5)) {
                case 0 -> changed(bytes, at, 1 << random.nextInt(8));
                case 1 -> changed(bytes, at, 1 + random.nextInt(255));
                case 2 -> without(bytes, at, Math.min(bytes.length, at + random.nextInt(10)));
                case 3 -> without(bytes, Math.max(1, at), bytes.length);
                default -> withNoise(bytes, at, random);
            };
            if (bytes.length == 0) {
                return Unpooled.EMPTY_BUFFER;
            }
        }
        return Unpooled.wrappedBuffer(bytes);
    }

    private static byte[] changed(byte[] bytes, int at, int bits) {
        byte[] changed = bytes.clone();
        changed[at] ^= (byte) bits;
        return changed;
    }

    private static byte[] without(byte[] bytes, int from, int to) {
        return Unpooled.copiedBuffer(
                        Unpooled.wrappedBuffer(bytes, 0, from), Unpooled.wrappedBuffer(bytes, to, bytes.length - to))
                .array();
    }

    private static byte[] withNoise(byte[] bytes, int at, Random random) {
        byte[] noise = new byte[1 + random.nextInt(8)];
        random.nextBytes(noise);
        ByteBuf before = Unpooled.wrappedBuffer(bytes, 0, at);
        ByteBuf after = Unpooled.wrappedBuffer(bytes, at, bytes.length - at);
        return Unpooled.copiedBuffer(before, Unpooled.wrappedBuffer(noise), after)
                .array();
    }
}
