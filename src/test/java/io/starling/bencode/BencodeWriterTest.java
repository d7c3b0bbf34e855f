package io.starling.bencode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.starling.bencode.BValue.BDict;
import io.starling.bencode.BValue.BList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BencodeWriterTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "4:spam",
                "0:",
                "i3e",
                "i-3e",
                "i0e",
                "i9223372036854775807e",
                "i-9223372036854775808e",
                "le",
                "de",
                "l4:spam4:eggse",
                "d3:cow3:moo4:spam4:eggse",
                "d9:publisher3:bob17:publisher-webpage15:www.example.com18:publisher.location4:homee",
                "lld1:alee1:bei1ee"
            })
    void writesWhatWasRead(String text) {
        ByteString bytes = ByteString.utf8(text);
        assertThat(BencodeWriter.write(BencodeReader.read(bytes))).isEqualTo(bytes);
    }

    @Test
    void whatIsWrittenIsReadBack() {
        for (long seed = 0; seed < 300; seed++) {
            BValue value = random(new Random(seed), 5);
            assertThat(BencodeReader.read(BencodeWriter.write(value)))
                    .as("seed %d", seed)
                    .isEqualTo(value);
        }
    }

    @Test
    void everyTruncationOfWhatIsWrittenIsRefused() {
        for (long seed = 0; seed < 30; seed++) {
            ByteString whole = BencodeWriter.write(new BList(List.of(random(new Random(seed), 3))));
            for (int length = 0; length < whole.size(); length++) {
                ByteString cut = whole.slice(0, length);
                org.assertj.core.api.Assertions.assertThatExceptionOfType(BencodeException.class)
                        .as("seed %d, %d bytes", seed, length)
                        .isThrownBy(() -> BencodeReader.read(cut));
            }
        }
    }

    @Test
    void putsAGivenValueBetweenOthersAsItIs() {
        ByteString written = new BencodeWriter()
                .beginDict()
                .key("a")
                .text("b")
                .key("info")
                .raw(ByteString.utf8("d1:xi1ee"))
                .key("list")
                .beginList()
                .integer(1)
                .end()
                .end()
                .toByteString();
        assertThat(written.utf8()).contains("d1:a1:b4:infod1:xi1ee4:listli1eee");
    }

    @Test
    void refusesKeysOutOfOrder() {
        BencodeWriter writer = new BencodeWriter().beginDict().key("b").integer(1);
        assertThatIllegalStateException().isThrownBy(() -> writer.key("a"));
        assertThatIllegalStateException().isThrownBy(() -> writer.key("b"));
    }

    @Test
    void refusesAKeyWithoutValueAndAValueWithoutKey() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new BencodeWriter().beginDict().key("a").end());
        assertThatIllegalStateException()
                .isThrownBy(() -> new BencodeWriter().beginDict().key("a").key("b"));
        assertThatIllegalStateException()
                .isThrownBy(() -> new BencodeWriter().beginDict().integer(1));
        assertThatIllegalStateException()
                .isThrownBy(() -> new BencodeWriter().beginList().key("a"));
    }

    @Test
    void refusesToBeMoreOrLessThanOneValue() {
        assertThatIllegalStateException().isThrownBy(() -> new BencodeWriter().toByteString());
        assertThatIllegalStateException()
                .isThrownBy(() -> new BencodeWriter().beginList().toByteString());
        assertThatIllegalStateException()
                .isThrownBy(() -> new BencodeWriter().integer(1).integer(2));
        assertThatIllegalStateException().isThrownBy(() -> new BencodeWriter().end());
    }

    private static BValue random(Random random, int depth) {
        int kind = random.nextInt(depth == 0 ? 2 : 4);
        if (kind == 0) {
            return BValue.of(random.nextLong() >> random.nextInt(64));
        }
        if (kind == 1) {
            return BValue.of(randomBytes(random));
        }
        int size = random.nextInt(5);
        if (kind == 2) {
            List<BValue> values = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                values.add(random(random, depth - 1));
            }
            return new BList(values);
        }
        Map<ByteString, BValue> values = new TreeMap<>();
        for (int i = 0; i < size; i++) {
            values.put(randomBytes(random), random(random, depth - 1));
        }
        return new BDict(values.entrySet().stream()
                .map(entry -> new BValue.Entry(entry.getKey(), entry.getValue()))
                .toList());
    }

    private static ByteString randomBytes(Random random) {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        return ByteString.wrap(bytes);
    }
}
