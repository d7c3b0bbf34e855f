package io.starling.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.starling.bencode.ByteString;
import io.starling.torrent.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final List<Message> messages = new ArrayList<>();
    private final FrameDecoder decoder = new FrameDecoder(
            WireStreams.MAX_BITFIELD_BYTES, message -> messages.add(WireStreams.owned(message)), allocator);

    @AfterEach
    void givesAllMemoryBack() {
        decoder.close();
        assertThat(memory()).isZero();
    }

    @Test
    void readsTheSameHoweverTheStreamIsCut() {
        List<Message> sent = WireStreams.anyMessages(new Random(1), 40);
        ByteBuf stream = WireStreams.encode(sent);

        for (int cut = 1; cut <= stream.readableBytes(); cut++) {
            assertThat(WireStreams.decode(stream, cut)).as("cut at %d", cut).isEqualTo(sent);
        }
        stream.release();
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 3, 4, 5, 6, 7, 8, 9})
    void readsBackWhatWasWritten(long seed) {
        Random random = new Random(seed);
        List<Message> sent = WireStreams.anyMessages(random, 500);
        ByteBuf stream = WireStreams.encode(sent);

        assertThat(WireStreams.decode(stream, 1 + random.nextInt(3000))).isEqualTo(sent);
        stream.release();
    }

    @Test
    void deliversOfAStreamThatEndsEarlyOnlyWhatIsWhole() {
        List<Message> sent = WireStreams.anyMessages(new Random(10), 30);
        int end = 0;
        List<Integer> ends = new ArrayList<>();
        for (Message message : sent) {
            ByteBuf frame = WireStreams.encode(List.of(WireStreams.owned(message)));
            end += frame.readableBytes();
            ends.add(end);
            frame.release();
        }
        ByteBuf stream = WireStreams.encode(sent);
        for (int length = 0; length < end; length++) {
            int arrived = length;
            int whole = (int) ends.stream().filter(each -> each <= arrived).count();
            assertThat(WireStreams.decode(stream.duplicate().writerIndex(length), 100))
                    .as("%d bytes", length)
                    .isEqualTo(sent.subList(0, whole));
        }
        stream.release();
    }

    @ParameterizedTest
    @CsvSource({"1", "4096", "16396", "16397", "65536"})
    void readsTheLongestBlock(int cut) {
        byte[] data = new byte[Block.LENGTH_BYTES];
        new Random(11).nextBytes(data);
        List<Message> sent = List.of(
                new Message.Piece(1, 2, Unpooled.wrappedBuffer(data)),
                new Message.Piece(3, 4, Unpooled.wrappedBuffer(data)));

        WireStreams.feed(decoder, WireStreams.encode(sent), cut);

        assertThat(messages).isEqualTo(sent);
        assertThat(memory()).isLessThanOrEqualTo(8 + Block.LENGTH_BYTES);
    }

    @Test
    void aBlockThatLiesWholeInTheBufferIsAViewOfIt() {
        ByteBuf in = hex("0000000b 07 00000001 00000002 0000");
        ByteBuf[] seen = new ByteBuf[1];
        FrameDecoder direct = new FrameDecoder(0, m -> seen[0] = ((Message.Piece) m).data(), allocator);

        direct.feed(in);
        in.setByte(14, 0x77);

        assertThat(seen[0].getByte(1)).isEqualTo((byte) 0x77);
        assertThat(in.refCnt()).isEqualTo(1);
        assertThat(memory()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 2, choke: length 2 (expected: 1)",
        "1, 2, unchoke: length 2 (expected: 1)",
        "2, 2, interested: length 2 (expected: 1)",
        "3, 2, not interested: length 2 (expected: 1)",
        "4, 4, have: length 4 (expected: 5)",
        "4, 6, have: length 6 (expected: 5)",
        "5, 1002, bitfield: length 1002 (expected: 1..1001)",
        "6, 12, request: length 12 (expected: 13)",
        "6, 14, request: length 14 (expected: 13)",
        "7, 8, piece: length 8 (expected: 9..16393)",
        "7, 16394, piece: length 16394 (expected: 9..16393)",
        "8, 1, cancel: length 1 (expected: 13)",
        "9, 2, port: length 2 (expected: 3)",
        "13, 1, suggest: length 1 (expected: 5)",
        "14, 2, have all: length 2 (expected: 1)",
        "15, 2, have none: length 2 (expected: 1)",
        "16, 1000000, reject: length 1000000 (expected: 13)",
        "17, 9, allowed fast: length 9 (expected: 5)",
        "20, 1, extended: length 1 (expected: 2..1048578)",
        "99, 131074, message 99: length 131074 (expected: 1..131073)"
    })
    void refusesALengthThatTheMessageCannotHaveBeforeItsBodyArrives(int id, int length, String text) {
        ByteBuf start = Unpooled.buffer().writeInt(length).writeByte(id);

        assertThatThrownBy(() -> decoder.feed(start))
                .isInstanceOf(WireException.class)
                .hasMessage(text);
        assertThat(memory()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"00100003, 1048579", "7fffffff, 2147483647", "80000000, 2147483648", "ffffffff, 4294967295"})
    void refusesALengthThatNoMessageHas(String length, String shown) {
        assertThatThrownBy(() -> decoder.feed(hex(length)))
                .isInstanceOf(WireException.class)
                .hasMessage("frame: " + shown + " bytes (expected: at most 1048578)");
    }

    @Test
    void takesABitfieldOfTheLargestSizeEvenBeyondAnyOtherMessage() {
        int size = 2 * 1024 * 1024;
        List<Message> seen = new ArrayList<>();
        try (FrameDecoder large = new FrameDecoder(size, seen::add, allocator)) {
            WireStreams.feed(
                    large, WireStreams.encode(List.of(new Message.Bitfield(ByteString.wrap(new byte[size])))), 10_000);

            assertThat(seen).containsExactly(new Message.Bitfield(ByteString.wrap(new byte[size])));
            assertThat(memory()).as("kept").isZero();
        }
    }

    @Test
    void takesAnExtensionMessageOfTheLargestSize() {
        Message sent = new Message.Extended(1, ByteString.wrap(new byte[1024 * 1024]));

        WireStreams.feed(decoder, WireStreams.encode(List.of(sent)), 60_000);

        assertThat(messages).containsExactly(sent);
    }

    @Test
    void aPromisedLengthCostsNoMemoryUntilItsBytesArrive() {
        decoder.feed(hex("00100002 14 00"));
        assertThat(memory()).isLessThanOrEqualTo(256);

        decoder.feed(Unpooled.wrappedBuffer(new byte[3000]));
        assertThat(memory()).isLessThanOrEqualTo(2 * 3001);
    }

    @Test
    void skipsAMessageThatItDoesNotKnowAndGathersNothingOfIt() {
        ByteBuf stream = Unpooled.buffer().writeInt(131073).writeByte(99);
        stream.writeZero(131072).writeBytes(hex("00000001 00"));

        WireStreams.feed(decoder, stream, 1000);

        assertThat(messages).containsExactly(new Message.Unknown(99), new Message.Choke());
        assertThat(memory()).isLessThanOrEqualTo(256);
    }

    @Test
    void aFloodOfKeepAlivesMakesNoObjects() {
        Message[] last = new Message[1];
        int[] count = new int[1];
        FrameDecoder counting = new FrameDecoder(
                0,
                message -> {
                    assertThat(last[0] == null || last[0] == message).isTrue();
                    last[0] = message;
                    count[0]++;
                },
                allocator);
        ByteBuf flood = Unpooled.buffer().writeZero(4 * 100_000);

        counting.feed(flood);

        assertThat(count[0]).isEqualTo(100_000);
        assertThat(memory()).isZero();
    }

    @Test
    void deliversWhatPrecedesAFaultAndNothingAfter() {
        ByteBuf in = hex("00000001 00" + "00000002 00 00" + "00000001 01");

        assertThatThrownBy(() -> decoder.feed(in)).isInstanceOf(WireException.class);
        decoder.feed(hex("00000001 01"));

        assertThat(messages).containsExactly(new Message.Choke());
        assertThat(decoder.isClosed()).isTrue();
    }

    @Test
    void closingWithinTheConsumerEndsTheFeed() {
        List<Message> seen = new ArrayList<>();
        FrameDecoder[] self = new FrameDecoder[1];
        self[0] = new FrameDecoder(
                0,
                message -> {
                    seen.add(message);
                    self[0].close();
                },
                allocator);
        ByteBuf in = hex("00000001 00" + "00000001 01");

        self[0].feed(in);

        assertThat(seen).containsExactly(new Message.Choke());
        assertThat(in.readableBytes()).isEqualTo(5);
    }

    @Test
    void theDataOfABlockStaysReadableAfterClosingWithinTheConsumer() {
        List<String> seen = new ArrayList<>();
        FrameDecoder[] self = new FrameDecoder[1];
        self[0] = new FrameDecoder(
                0,
                message -> {
                    self[0].close();
                    seen.add(ByteBufUtil.hexDump(((Message.Piece) message).data()));
                },
                allocator);

        WireStreams.feed(self[0], hex("0000000b 07 00000001 00000002 cafe"), 3);

        assertThat(seen).containsExactly("cafe");
        assertThat(memory()).isZero();
    }

    @Test
    void stoppingLeavesTheRestToALaterFeed() {
        List<Message> seen = new ArrayList<>();
        FrameDecoder[] self = new FrameDecoder[1];
        self[0] = new FrameDecoder(
                0,
                message -> {
                    seen.add(message);
                    self[0].stop();
                },
                allocator);
        ByteBuf in = hex("00000001 00" + "00000001 01");

        self[0].feed(in);
        assertThat(seen).containsExactly(new Message.Choke());

        self[0].feed(in);
        assertThat(seen).containsExactly(new Message.Choke(), new Message.Unchoke());
    }

    @Test
    void isClosedByAnExceptionOfItsConsumer() {
        FrameDecoder failing = new FrameDecoder(
                0,
                message -> {
                    throw new WireException("have: piece 9 (expected: 0..7)");
                },
                allocator);

        assertThatThrownBy(() -> WireStreams.feed(failing, hex("00000005 04 00000009"), 2))
                .hasMessage("have: piece 9 (expected: 0..7)");
        assertThat(failing.isClosed()).isTrue();
        assertThat(memory()).isZero();
    }

    @Test
    void refusesToBeFedByItsConsumer() {
        FrameDecoder[] self = new FrameDecoder[1];
        self[0] = new FrameDecoder(0, message -> self[0].feed(hex("00000000")), allocator);

        assertThatThrownBy(() -> self[0].feed(hex("00000000"))).isInstanceOf(IllegalStateException.class);
    }

    private long memory() {
        return allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory();
    }

    private static ByteBuf hex(String hex) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex.replace(" ", "")));
    }
}
