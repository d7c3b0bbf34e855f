package io.starling.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.starling.bencode.ByteString;
import io.starling.torrent.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each message and the bytes that its BEP lays down, in both directions. */
class MessageBytesTest {
    private static final ByteBufAllocator ALLOCATOR = UnpooledByteBufAllocator.DEFAULT;

    static Stream<Arguments> messages() {
        Block block = new Block(1, 0x4000, 0x4000);
        return Stream.of(
                Arguments.of(new Message.KeepAlive(), "00000000"),
                Arguments.of(new Message.Choke(), "00000001 00"),
                Arguments.of(new Message.Unchoke(), "00000001 01"),
                Arguments.of(new Message.Interested(), "00000001 02"),
                Arguments.of(new Message.NotInterested(), "00000001 03"),
                Arguments.of(new Message.Have(0x01020304), "00000005 04 01020304"),
                Arguments.of(new Message.Bitfield(ByteString.ofHex("f080")), "00000003 05 f080"),
                Arguments.of(new Message.Bitfield(ByteString.EMPTY), "00000001 05"),
                Arguments.of(new Message.Request(block), "0000000d 06 00000001 00004000 00004000"),
                Arguments.of(new Message.Piece(1, 0x4000, hex("cafe")), "0000000b 07 00000001 00004000 cafe"),
                Arguments.of(new Message.Cancel(block), "0000000d 08 00000001 00004000 00004000"),
                Arguments.of(new Message.Port(6881), "00000003 09 1ae1"),
                Arguments.of(new Message.Port(65535), "00000003 09 ffff"),
                Arguments.of(new Message.Suggest(7), "00000005 0d 00000007"),
                Arguments.of(new Message.HaveAll(), "00000001 0e"),
                Arguments.of(new Message.HaveNone(), "00000001 0f"),
                Arguments.of(new Message.Reject(block), "0000000d 10 00000001 00004000 00004000"),
                Arguments.of(new Message.AllowedFast(7), "00000005 11 00000007"),
                Arguments.of(new Message.Extended(0, ByteString.utf8("de")), "00000004 14 00 6465"),
                Arguments.of(new Message.Extended(255, ByteString.EMPTY), "00000002 14 ff"));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void isReadAsTheMessage(Message message, String bytes) {
        assertThat(WireStreams.decode(hex(bytes), Integer.MAX_VALUE)).containsExactly(message);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void isWrittenAsTheBytes(Message message, String bytes) {
        ByteBuf encoded = MessageEncoder.encode(message, ALLOCATOR);

        assertThat(ByteBufUtil.hexDump(encoded)).isEqualTo(bytes.replace(" ", ""));
        assertThat(encoded.refCnt()).isEqualTo(1);
        encoded.release();
    }

    @Test
    void manyMessagesAreWrittenIntoOneBuffer() {
        List<Message> messages =
                messages().map(arguments -> (Message) arguments.get()[0]).toList();
        String bytes = String.join("", messages().map(a -> (String) a.get()[1]).toList());

        ByteBuf encoded = MessageEncoder.encodeAll(messages, ALLOCATOR);

        assertThat(ByteBufUtil.hexDump(encoded)).isEqualTo(bytes.replace(" ", ""));
        encoded.release();
    }

    @Test
    void noMessagesAreNoBytes() {
        ByteBuf encoded = MessageEncoder.encodeAll(List.of(), ALLOCATOR);

        assertThat(encoded.isReadable()).isFalse();
        encoded.release();
    }

    @Test
    void theDataOfAPieceIsPassedOnAndNotCopied() {
        ByteBuf data = hex("cafe");
        List<ByteBuf> parts = new ArrayList<>();

        MessageEncoder.encodeAll(
                List.of(new Message.Unchoke(), new Message.Piece(1, 2, data), new Message.Choke()),
                ALLOCATOR,
                parts::add);

        assertThat(parts).hasSize(3);
        assertThat(parts.get(1)).isSameAs(data);
        assertThat(ByteBufUtil.hexDump(parts.get(0))).isEqualTo("0000000101" + "0000000b070000000100000002");
        assertThat(ByteBufUtil.hexDump(parts.get(2))).isEqualTo("0000000100");
        parts.forEach(part -> assertThat(part.refCnt()).isEqualTo(1));
        parts.forEach(ByteBuf::release);
    }

    @Test
    void aHeaderAndTheDataBehindItAreAPieceMessage() {
        ByteBuf out = Unpooled.buffer();

        MessageEncoder.writePieceHeader(new Block(1, 0x4000, 2), out);

        assertThat(out.readableBytes()).isEqualTo(MessageEncoder.PIECE_HEADER_BYTES);
        assertThat(WireStreams.decode(out.writeBytes(hex("cafe")), Integer.MAX_VALUE))
                .containsExactly(new Message.Piece(1, 0x4000, hex("cafe")));
    }

    @Test
    void releasingAnEncodedPieceReleasesItsData() {
        ByteBuf data = hex("cafe");

        MessageEncoder.encode(new Message.Piece(1, 2, data), ALLOCATOR).release();

        assertThat(data.refCnt()).isZero();
    }

    @Test
    void manyPiecesInOneBufferStayWhereTheyAre() {
        List<ByteBuf> data = Stream.generate(() -> hex("cafe")).limit(100).toList();
        List<Message> pieces = data.stream()
                .map(each -> (Message) new Message.Piece(0, 0, each))
                .toList();

        ByteBuf encoded = MessageEncoder.encodeAll(pieces, ALLOCATOR);
        data.get(99).setByte(0, 0xff);

        assertThat(encoded.getByte(encoded.readableBytes() - 2)).isEqualTo((byte) 0xff);
        encoded.release();
        assertThat(data).allSatisfy(each -> assertThat(each.refCnt()).isZero());
    }

    @Test
    void refusesToWriteWhatItDoesNotKnowAndKeepsNothing() {
        UnpooledByteBufAllocator counting = new UnpooledByteBufAllocator(false);

        assertThatThrownBy(
                        () -> MessageEncoder.encodeAll(List.of(new Message.Choke(), new Message.Unknown(99)), counting))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("99");
        assertThat(counting.metric().usedHeapMemory()).isZero();
    }

    private static ByteBuf hex(String hex) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex.replace(" ", "")));
    }
}
