package io.starling.bencode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.bencode.BValue.BDict;
import io.starling.bencode.BValue.BInteger;
import io.starling.bencode.BValue.BList;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BencodeReaderTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private static ByteString ascii(String text) {
        return ByteString.wrap(text.getBytes(ISO_8859_1));
    }

    private static BValue read(String text) {
        return BencodeReader.read(ascii(text));
    }

    @Test
    void readsTheExamplesOfBep3() {
        assertThat(read("4:spam")).isEqualTo(BValue.of("spam"));
        assertThat(read("i3e")).isEqualTo(BValue.of(3));
        assertThat(read("i-3e")).isEqualTo(BValue.of(-3));
        assertThat(read("i0e")).isEqualTo(BValue.of(0));
        assertThat(read("l4:spam4:eggse")).isEqualTo(new BList(List.of(BValue.of("spam"), BValue.of("eggs"))));
        assertThat(read("d3:cow3:moo4:spam4:eggse"))
                .isEqualTo(BDict.of(Map.of("cow", BValue.of("moo"), "spam", BValue.of("eggs"))));
        assertThat(read("d4:spaml1:a1:bee"))
                .isEqualTo(BDict.of(Map.of("spam", new BList(List.of(BValue.of("a"), BValue.of("b"))))));
    }

    @Test
    void readsTheEmptyOnes() {
        assertThat(read("0:")).isEqualTo(BValue.of(""));
        assertThat(read("le")).isEqualTo(new BList(List.of()));
        assertThat(read("de")).isEqualTo(new BDict(List.of()));
        assertThat(read("d0:0:e")).isEqualTo(BDict.of(Map.of("", BValue.of(""))));
    }

    @Test
    void readsTheLargestAndTheSmallestInteger() {
        assertThat(read("i9223372036854775807e")).isEqualTo(new BInteger(Long.MAX_VALUE));
        assertThat(read("i-9223372036854775808e")).isEqualTo(new BInteger(Long.MIN_VALUE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "i03e               | byte 1: a leading zero (expected: none)",
                "i-03e              | byte 2: a leading zero (expected: none)",
                "i00e               | byte 1: a leading zero (expected: none)",
                "i-0e               | byte 3: -0 (expected: 0)",
                "ie                 | byte 1: \"e\" (expected: a digit)",
                "i-e                | byte 2: \"e\" (expected: a digit)",
                "i+1e               | byte 1: \"+\" (expected: a digit)",
                "i1.5e              | byte 2: \".\" (expected: \"e\" at the end of the integer)",
                "i9223372036854775808e  | byte 20: a number out of range (expected: -2^63..2^63-1)",
                "i-9223372036854775809e | byte 20: a number out of range (expected: -2^63..2^63-1)",
                "i99999999999999999999e | byte 19: a number out of range (expected: -2^63..2^63-1)",
                "4:ab               | byte 0: a string of 4 bytes (expected: no more than the 2 that are left)",
                "2147483648:ab      | byte 0: a string of 2147483648 bytes (expected: no more than the 2 that are left)",
                "9223372036854775807:a | byte 0: a string of 9223372036854775807 bytes (expected: no more than the 1 that are left)",
                "9223372036854775808:a | byte 19: a number out of range (expected: -2^63..2^63-1)",
                "04:spam            | byte 0: a leading zero (expected: none)",
                "-1:a               | byte 0: \"-\" (expected: a value)",
                "4spam              | byte 1: \"s\" (expected: \":\" after the length of the string)",
                "e                  | byte 0: \"e\" (expected: a value)",
                "l                  | byte 1: the end of the data (expected: the end of 1 open values)",
                "lle                | byte 3: the end of the data (expected: the end of 1 open values)",
                "d1:ae              | byte 4: the end of the dictionary (expected: a value for its last key)",
                "di1ei1ee           | byte 1: \"i\" (expected: a string as key of the dictionary)",
                "dle1:ae            | byte 1: \"l\" (expected: a string as key of the dictionary)",
                "d1:bi1e1:ai2ee     | byte 7: a key out of order (expected: keys in ascending order)",
                "d2:aai1e1:ai2ee    | byte 8: a key out of order (expected: keys in ascending order)",
                "d1:ai1e1:ai2ee     | byte 7: the same key again (expected: keys in ascending order)",
                "i1ei2e             | byte 3: 3 more bytes (expected: the end of the data)",
                "4:spame            | byte 6: 1 more bytes (expected: the end of the data)",
                "dee                | byte 2: 1 more bytes (expected: the end of the data)",
                "x                  | byte 0: \"x\" (expected: a value)",
            })
    void refusesWhatIsNoBencoding(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(BencodeException.class)
                .hasMessage(message);
    }

    @Test
    void refusesNothingAtAll() {
        assertThatThrownBy(() -> read(""))
                .isInstanceOf(BencodeException.class)
                .hasMessage("byte 0: the end of the data (expected: a whole value)");
    }

    @Test
    void namesAByteThatCannotBeShown() {
        assertThatThrownBy(() -> read("l\u001b")).hasMessage("byte 1: 0x1b (expected: a value)");
    }

    @Test
    void sortsKeysByUnsignedBytes() {
        assertThat(read("d1:zi1e1:\u00ffi2ee")).isInstanceOf(BDict.class);
        assertThatThrownBy(() -> read("d1:\u00ffi1e1:zi2ee")).isInstanceOf(BencodeException.class);
    }

    @Test
    void refusesEveryTruncationOfAValue() {
        String whole =
                "d8:announce3:url4:infod5:filesld6:lengthi12e4:pathl1:a2:bbeed6:lengthi0e4:pathl0:eee4:namei-7eee";
        assertThat(read(whole)).isInstanceOf(BDict.class);
        for (int length = 0; length < whole.length(); length++) {
            String cut = whole.substring(0, length);
            assertThatExceptionOfType(BencodeException.class)
                    .as(cut)
                    .isThrownBy(() -> read(cut))
                    .satisfies(e -> assertThat(e.position()).isLessThanOrEqualTo(cut.length()));
        }
    }

    @Test
    void readsAsDeepAsTheLimitAndNoDeeper() {
        assertThat(read("l".repeat(100) + "e".repeat(100))).isInstanceOf(BList.class);
        assertThatThrownBy(() -> read("l".repeat(101) + "e".repeat(101)))
                .isInstanceOf(BencodeException.class)
                .hasMessage("byte 100: nested 101 deep (expected: at most 100)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"l", "d1:a", "ld1:a"})
    void aNestingBombEndsAtTheLimitOfDepth(String nest) {
        assertThatThrownBy(() -> read(nest.repeat(5_000_000 / nest.length())))
                .isInstanceOf(BencodeException.class)
                .hasMessageContaining("nested 101 deep");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0:", "le", "de", "i0e"})
    void aTokenBombEndsAtTheLimitOfTokens(String token) {
        ByteString bomb = ascii("l" + token.repeat(BencodeReader.MAX_TOKENS) + "e");
        Assertions.assertTimeoutPreemptively(
                SOON,
                () -> assertThatThrownBy(() -> BencodeReader.read(bomb))
                        .isInstanceOf(BencodeException.class)
                        .hasMessageContaining("more than 3000000 values"));
    }

    @Test
    void readsAsManyTokensAsTheLimit() {
        ByteString many = ascii("l" + "0:".repeat(BencodeReader.MAX_TOKENS - 1) + "e");
        BList list = (BList) BencodeReader.read(many);
        assertThat(list.values()).hasSize(BencodeReader.MAX_TOKENS - 1);
    }

    @Test
    void millionsOfDigitsAreNoWork() {
        ByteString digits = ascii("i" + "1".repeat(5_000_000) + "e");
        assertThatThrownBy(() -> BencodeReader.read(digits)).hasMessageContaining("byte 20: a number out of range");
    }

    @Test
    void readsAPrefixAndTellsItsLength() {
        BencodeReader.Prefix prefix = BencodeReader.readPrefix(ascii("d8:msg_typei1e5:piecei0eexxxxxxxx"));
        assertThat(prefix.length()).isEqualTo(25);
        assertThat(prefix.value()).isEqualTo(BDict.of(Map.of("msg_type", BValue.of(1), "piece", BValue.of(0))));
    }

    @Test
    void aPrefixOfScalarsEndsWithTheFirst() {
        assertThat(BencodeReader.readPrefix(ascii("i1ei2e"))).isEqualTo(new BencodeReader.Prefix(BValue.of(1), 3));
        assertThat(BencodeReader.readPrefix(ascii("1:ab"))).isEqualTo(new BencodeReader.Prefix(BValue.of("a"), 3));
    }

    @Test
    void givesTheRawBytesUnderAKeyOfTheTopDictionary() {
        ByteString bytes = ascii("d1:ad4:infoi1ee4:infod1:xl1:yee1:zi9ee");
        assertThat(BencodeReader.rawValue(bytes, "info")).contains(ascii("d1:xl1:yee"));
        assertThat(BencodeReader.rawValue(bytes, "a")).contains(ascii("d4:infoi1ee"));
        assertThat(BencodeReader.rawValue(bytes, "z")).contains(ascii("i9e"));
        assertThat(BencodeReader.rawValue(bytes, "x")).isEmpty();
    }

    @Test
    void theRawBytesAreReadByTheSameRules() {
        for (String bad : List.of("d4:infoi1e1:ai2ee", "d4:infoi01ee", "d4:infoi1eex", "li1ee", "d4:infoi1e")) {
            assertThatThrownBy(() -> BencodeReader.rawValue(ascii(bad), "info"))
                    .as(bad)
                    .isInstanceOf(BencodeException.class);
        }
    }

    @Test
    void aDictionaryIsAskedFor() {
        assertThatThrownBy(() -> BencodeReader.readDict(ascii("le")))
                .isInstanceOf(BencodeException.class)
                .hasMessage("byte 0: a list (expected: a dictionary)");
    }

    @Test
    void gettersTellAbsentFromPresentOnlyWhereAsked() {
        BDict dict = BencodeReader.readDict(ascii("d1:bl1:xe1:di5e1:ed1:yi1ee1:s2:hi1:u1:\u00ffe"));
        assertThat(dict.integer("d")).hasValue(5);
        assertThat(dict.integer("s")).isEmpty();
        assertThat(dict.text("s")).contains("hi");
        assertThat(dict.text("u")).isEmpty();
        assertThat(dict.bytes("u")).contains(ascii("\u00ff"));
        assertThat(dict.list("b")).contains(List.of(BValue.of("x")));
        assertThat(dict.dict("e")).contains(BDict.of(Map.of("y", BValue.of(1))));
        assertThat(dict.get("missing")).isEmpty();
        assertThat(dict.get("d")).contains(BValue.of(5));
    }

    @Test
    void takesKeysInAnyOrderWhereThatIsAskedForAndTheFirstOfTwo() {
        BDict dict = BencodeReader.readDictInAnyOrder(ByteString.utf8("d1:bi1e1:ad1:zi9e1:yi8ee1:bi2ee"));

        assertThat(dict.integer("b")).hasValue(1);
        assertThat(dict.dict("a").orElseThrow().integer("y")).hasValue(8);
    }

    @Test
    void aDictionaryIsNotMadeOfUnsortedEntries() {
        BValue.Entry a = new BValue.Entry(ByteString.utf8("a"), BValue.of(1));
        BValue.Entry b = new BValue.Entry(ByteString.utf8("b"), BValue.of(1));
        assertThatThrownBy(() -> new BDict(List.of(b, a))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BDict(List.of(a, a))).isInstanceOf(IllegalArgumentException.class);
    }
}
