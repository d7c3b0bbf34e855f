package io.starling.bencode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ByteStringTest {
    @Test
    void aCopyDoesNotChangeWithTheArray() {
        byte[] bytes = {1, 2, 3};
        ByteString copy = ByteString.copyOf(bytes);
        ByteString part = ByteString.copyOf(bytes, 1, 2);
        bytes[1] = 9;
        assertThat(copy).isEqualTo(ByteString.ofHex("010203"));
        assertThat(part).isEqualTo(ByteString.ofHex("0203"));
    }

    @Test
    void theArrayItGivesIsNotItsOwn() {
        ByteString bytes = ByteString.ofHex("010203");
        bytes.toByteArray()[0] = 9;
        assertThat(bytes.at(0)).isEqualTo((byte) 1);
    }

    @Test
    void itsBufferIsReadOnlyAndBeginsAtZero() {
        ByteBuffer buffer = ByteString.ofHex("00010203").slice(1, 3).asByteBuffer();
        assertThat(buffer.position()).isZero();
        assertThat(buffer.limit()).isEqualTo(2);
        assertThat(buffer.get(0)).isEqualTo((byte) 1);
        assertThatExceptionOfType(ReadOnlyBufferException.class).isThrownBy(() -> buffer.put(0, (byte) 5));
    }

    @Test
    void aSliceOfASliceIsEqualToTheSameBytes() {
        ByteString slice = ByteString.utf8("abcdefgh").slice(2, 7).slice(1, 3);
        assertThat(slice).isEqualTo(ByteString.utf8("de")).hasSameHashCodeAs(ByteString.utf8("de"));
        assertThat(slice.size()).isEqualTo(2);
        assertThat(slice.toByteArray()).containsExactly('d', 'e');
        assertThat(slice.hex()).isEqualTo("6465");
        assertThat(slice.base64()).isEqualTo("ZGU=");
        assertThat(slice.utf8()).contains("de");
    }

    @Test
    void refusesWhatLiesOutside() {
        ByteString bytes = ByteString.utf8("abc").slice(1, 2);
        for (int index : List.of(-1, 1, 2, Integer.MAX_VALUE)) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> bytes.at(index));
        }
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> bytes.slice(0, 2));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> bytes.slice(-1, 1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> bytes.slice(1, 0));
    }

    @Test
    void isOrderedByUnsignedBytes() {
        assertThat(ByteString.ofHex("7f")).isLessThan(ByteString.ofHex("80"));
        assertThat(ByteString.ofHex("61")).isLessThan(ByteString.ofHex("6100"));
        assertThat(ByteString.EMPTY).isLessThan(ByteString.ofHex("00"));
    }

    @Test
    void readsBackWhatItShows() {
        ByteString bytes = ByteString.ofHex("00ff10fe");
        assertThat(ByteString.ofHex(bytes.hex())).isEqualTo(bytes);
        assertThat(ByteString.ofBase64(bytes.base64())).isEqualTo(bytes);
        assertThatIllegalArgumentException().isThrownBy(() -> ByteString.ofHex("0"));
        assertThatIllegalArgumentException().isThrownBy(() -> ByteString.ofHex("zz"));
        assertThatIllegalArgumentException().isThrownBy(() -> ByteString.ofBase64("*"));
    }

    @Test
    void isTextOnlyWhenItIsUtf8() {
        assertThat(ByteString.utf8("\u732b\ud83d\udc31").utf8()).contains("\u732b\ud83d\udc31");
        assertThat(ByteString.utf8("\ufffd").utf8())
                .as("a replacement character of its own")
                .contains("\ufffd");
        assertThat(ByteString.ofHex("ff").utf8()).isEmpty();
        assertThat(ByteString.ofHex("c0ae").utf8()).as("overlong").isEmpty();
        assertThat(ByteString.ofHex("eda080").utf8()).as("a surrogate").isEmpty();
        assertThat(ByteString.ofHex("e78c").utf8()).as("cut").isEmpty();
    }

    @Test
    void showsLongOnesAsTheirSize() {
        assertThat(ByteString.ofHex("0aff")).hasToString("0aff");
        assertThat(ByteString.wrap(new byte[33])).hasToString("33 bytes");
    }
}
