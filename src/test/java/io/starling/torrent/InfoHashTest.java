package io.starling.torrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.starling.bencode.ByteString;
import java.util.List;
import org.junit.jupiter.api.Test;

class InfoHashTest {
    private static final String HEX = "a9993e364706816aba3e25717850c26c9cd0d89d";

    @Test
    void isTheSha1OfTheInfoDictionary() {
        assertThat(InfoHash.ofInfo(ByteString.utf8("abc")).hex()).isEqualTo(HEX);
        assertThat(InfoHash.ofInfo(ByteString.utf8("xabcx").slice(1, 4)).hex()).isEqualTo(HEX);
    }

    @Test
    void readsHexadecimalOfEitherCase() {
        assertThat(InfoHash.ofHex(HEX.toUpperCase(java.util.Locale.ROOT))).isEqualTo(InfoHash.ofHex(HEX));
        assertThat(InfoHash.ofHex(HEX)).hasToString(HEX);
    }

    @Test
    void refusesOtherLengthsAndOtherDigits() {
        for (String bad :
                List.of("", HEX.substring(1), HEX + "0", HEX.replace('a', 'g'), "\uff11" + HEX.substring(1))) {
            assertThat(InfoHash.isHex(bad)).isFalse();
            assertThatIllegalArgumentException().isThrownBy(() -> InfoHash.ofHex(bad));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InfoHash(ByteString.wrap(new byte[19])))
                .withMessage("info-hash: 19 bytes (expected: 20)");
        assertThatIllegalArgumentException().isThrownBy(() -> new InfoHash(ByteString.wrap(new byte[21])));
    }

    @Test
    void isOrderedByItsBytes() {
        assertThat(InfoHash.ofHex("00".repeat(20))).isLessThan(InfoHash.ofHex("ff".repeat(20)));
    }
}
