package io.starling.bencode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bencode.BValue.BDict;
import io.starling.bencode.BValue.BList;
import io.starling.testing.fuzz.Cost;
import io.starling.testing.fuzz.FuzzTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Bencode is read by one rule whoever reads it, gives back the very bytes, and is refused by one exception. */
final class BencodeTarget implements FuzzTarget {
    /** The costliest bytes are "le": an empty list of two bytes takes a container, two lists and a place in a third. */
    private static final int BYTES_PER_BYTE = 200;

    @Override
    public void check(byte[] data) {
        ByteString bytes = ByteString.copyOf(data);
        try {
            Cost.isBounded(data.length, BYTES_PER_BYTE, 100_000, () -> readAndCompare(bytes));
        } catch (BencodeException e) {
            assertThat(e.getMessage()).hasSizeLessThan(200).matches("\\P{Cntrl}+");
            assertThat(e.position()).isBetween(0, data.length);
        }
    }

    private static void readAndCompare(ByteString bytes) {
        BValue value = BencodeReader.read(bytes);
        // Strings of assertions are not made for nothing: they would be most of what is measured.
        if (!BencodeWriter.write(value).equals(bytes)) {
            throw new AssertionError("written again, it is " + BencodeWriter.write(value));
        }
        BencodeReader.Prefix prefix = BencodeReader.readPrefix(bytes);
        if (prefix.length() != bytes.size() || !prefix.value().equals(value)) {
            throw new AssertionError("as a prefix it is " + prefix);
        }
        if (value instanceof BDict dict && !dict.entries().isEmpty()) {
            rawValueIsTheSame(bytes, dict);
        }
    }

    private static void rawValueIsTheSame(ByteString bytes, BDict dict) {
        BValue.Entry last = dict.entries().get(dict.entries().size() - 1);
        last.key().utf8().ifPresent(key -> {
            ByteString raw = BencodeReader.rawValue(bytes, key).orElseThrow();
            if (!raw.equals(BencodeWriter.write(last.value()))) {
                throw new AssertionError("raw value of the last key: " + raw);
            }
        });
    }

    @Override
    public byte[] sample(Random random) {
        return BencodeWriter.write(value(random, 4)).toByteArray();
    }

    private static BValue value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 4 : 2)) {
            case 0 -> BValue.of(random.nextBoolean() ? random.nextInt(100) : random.nextLong());
            case 1 -> BValue.of("spam".repeat(random.nextInt(5)));
            case 2 -> {
                List<BValue> values = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    values.add(value(random, depth - 1));
                }
                yield new BList(values);
            }
            default -> {
                Map<String, BValue> entries = new TreeMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    entries.put("k" + random.nextInt(9), value(random, depth - 1));
                }
                yield BDict.of(entries);
            }
        };
    }

    @Override
    public List<String> words() {
        return List.of(
                "i",
                "e",
                "l",
                "d",
                "le",
                "de",
                "0:",
                "1:a",
                "i0e",
                "i-0e",
                "i-1e",
                "i03e",
                "4:ab",
                new String(new byte[] {(byte) 0xFF, 0}, ISO_8859_1),
                "9223372036854775808:",
                "2147483647:",
                "d1:ai1ee");
    }
}
