package io.starling.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.starling.bencode.ByteString;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rc4Test {
    private static final ByteString KEY = ByteString.ofHex("0102030405060708090a0b0c0d0e0f10");

    /** RFC 6229 gives the keystream at bytes 1024 and 1520 of it; the first is where ours begins. */
    @ParameterizedTest
    @CsvSource({
        "0102030405,                       30abbcc7c20b01609f23ee2d5f6bb7df, 3294f744d8f9790507e70f62e5bbceea",
        "0102030405060708090a0b0c0d0e0f10, bdf0324e6083dcc6d3cedd3ca8c53c16, b40110c4190b5622a96116b0017ed297",
    })
    void givesTheKeystreamOfTheRfc(String key, String at1024, String at1520) {
        ByteBuf zeros = Unpooled.buffer().writeZero(1520 - 1024 + 16);
        new Rc4(ByteString.ofHex(key)).applyTo(zeros);

        assertThat(ByteBufUtil.hexDump(zeros, 0, 16)).isEqualTo(at1024);
        assertThat(ByteBufUtil.hexDump(zeros, 1520 - 1024, 16)).isEqualTo(at1520);
    }

    /** Chunks and parts end where they like. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 4095, 4096, 4097, 100_000})
    void isTheSameStreamHoweverItIsCut(int part) {
        ByteBuf clear = noise();
        ByteBuf whole = clear.copy();
        new Rc4(KEY).applyTo(whole);

        Rc4 cipher = new Rc4(KEY);
        ByteBuf parts = Unpooled.buffer();
        while (clear.isReadable()) {
            ByteBuf next = Unpooled.copiedBuffer(clear.readSlice(Math.min(part, clear.readableBytes())));
            cipher.applyTo(next);
            parts.writeBytes(next);
        }

        assertThat(parts).isEqualTo(whole).isNotEqualTo(noise());
    }

    @Test
    void leavesWhatItTransfersAsItIs() {
        ByteBuf clear = noise();
        ByteBuf composed = Unpooled.wrappedBuffer(
                clear.retainedSlice(0, 5_000), clear.slice(5_000, 10_000).asReadOnly());
        ByteBuf enciphered = Unpooled.buffer(0);
        new Rc4(KEY).transfer(composed, enciphered);
        assertThat(composed.isReadable()).isFalse();

        assertThat(composed.readerIndex(0)).isEqualTo(noise().slice(0, 15_000));
        composed.release();
        new Rc4(KEY).applyTo(enciphered);
        assertThat(enciphered).isEqualTo(noise().slice(0, 15_000));
    }

    private static ByteBuf noise() {
        byte[] noise = new byte[20_000];
        new Random(1).nextBytes(noise);
        return Unpooled.wrappedBuffer(noise);
    }
}
