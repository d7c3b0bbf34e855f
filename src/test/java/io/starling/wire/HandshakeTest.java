package io.starling.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandshakeTest {
    private static final String PROTOCOL = "13426974546f7272656e742070726f746f636f6c";
    private static final String INFO_HASH = "000102030405060708090a0b0c0d0e0f10111213";
    private static final String PEER_ID = "2d5358303130302d4142434445464748494a4b4c";

    @ParameterizedTest
    @CsvSource({
        "false, false, 0000000000000000",
        "true,  false, 0000000000000004",
        "false, true,  0000000000100000",
        "true,  true,  0000000000100004"
    })
    void hasTheBytesOfTheSpecification(boolean fast, boolean extended, String reserved) {
        Handshake handshake = new Handshake(InfoHash.ofHex(INFO_HASH), PeerId.ofHex(PEER_ID), fast, extended);
        ByteBuf bytes = hex(PROTOCOL + reserved + INFO_HASH + PEER_ID);

        assertThat(ByteBufUtil.hexDump(handshake.encode())).isEqualTo(ByteBufUtil.hexDump(bytes));
        assertThat(Handshake.decode(bytes)).isEqualTo(handshake);
    }

    @Test
    void ignoresReservedBitsOfOtherExtensions() {
        Handshake handshake = Handshake.decode(hex(PROTOCOL + "ffffffffffefff" + "fb" + INFO_HASH + PEER_ID));

        assertThat(handshake.fast()).isFalse();
        assertThat(handshake.extended()).isFalse();
    }

    @Test
    void leavesWhatFollowsInTheBuffer() {
        ByteBuf in = hex("ffff" + whole() + "0000000101");
        in.skipBytes(2);

        assertThat(Handshake.decode(in).peerId().hex()).isEqualTo(PEER_ID);
        assertThat(ByteBufUtil.hexDump(in)).isEqualTo("0000000101");
    }

    @Test
    void waitsForTheLastByteAndReadsNothingBefore() {
        for (int length = 0; length < Handshake.LENGTH_BYTES; length++) {
            ByteBuf in = hex(whole()).writerIndex(length);

            assertThat(Handshake.receive(in)).isEmpty();
            assertThat(in.readableBytes()).isEqualTo(length);
        }
        assertThat(Handshake.receive(hex(whole()))).isPresent();
    }

    @Test
    void tellsTheTorrentBeforeThePeerIdHasArrived() {
        assertThat(Handshake.peekInfoHash(hex(whole()).writerIndex(47))).isEmpty();
        assertThat(Handshake.peekInfoHash(hex(whole()).writerIndex(48))).contains(InfoHash.ofHex(INFO_HASH));
    }

    @Test
    void refusesAnythingElseAtItsFirstWrongByte() {
        for (int wrong = 0; wrong < 20; wrong++) {
            ByteBuf in = hex(whole());
            in.setByte(wrong, in.getByte(wrong) ^ 1);

            assertThat(Handshake.receive(in.duplicate().writerIndex(wrong))).isEmpty();
            ByteBuf seen = in.duplicate().writerIndex(wrong + 1);
            assertThat(Handshake.mayBegin(seen)).isFalse();
            assertThatThrownBy(() -> Handshake.receive(seen))
                    .isInstanceOf(WireException.class)
                    .hasMessageContaining("begins with")
                    .hasMessageContaining("BitTorrent protocol");
        }
    }

    @Test
    void saysHowMuchOfTheHandshakeIsThereWhenItIsCut() {
        assertThatThrownBy(() -> Handshake.decode(hex(whole()).writerIndex(40)))
                .isInstanceOf(WireException.class)
                .hasMessage("handshake: 40 bytes (expected: 68)");
    }

    private static String whole() {
        return PROTOCOL + "0000000000100004" + INFO_HASH + PEER_ID;
    }

    private static ByteBuf hex(String hex) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
    }
}
