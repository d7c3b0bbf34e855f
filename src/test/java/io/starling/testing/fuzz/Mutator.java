package io.starling.testing.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages bytes as a hostile sender or a bad disk would, by the random numbers that it is given. */
final class Mutator {
    /** Where sums overflow, signs turn and limits lie. */
    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "-1",
            "00",
            "1",
            "255",
            "256",
            "65535",
            "65536",
            "2147483647",
            "2147483648",
            "4294967295",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "1e400",
            "0.5");

    private static final int[] INTS = {0, 1, -1, 20, 64, 16_384, 1 << 20, 16 << 20, Integer.MAX_VALUE, Integer.MIN_VALUE
    };

    private static final int MAX_CHANGES = 5;

    private final Random random;
    private final FuzzTarget target;

    Mutator(Random random, FuzzTarget target) {
        this.random = random;
        this.target = target;
    }

    /** Up to five changes, at times none. */
    byte[] mutate(byte[] sound) {
        byte[] bytes = sound;
        for (int left = random.nextInt(MAX_CHANGES + 1); left > 0; left--) {
            byte[] changed = change(bytes);
            bytes = Arrays.copyOf(changed, Math.min(changed.length, target.maxLength()));
        }
        return bytes;
    }

    private byte[] change(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        int end = Math.min(bytes.length, at + random.nextInt(random.nextBoolean() ? 8 : 200));
        return switch (random.nextInt(11)) {
            case 0 -> flipped(bytes, at);
            case 1 -> replaced(bytes, at, Math.min(at + 1, bytes.length), noise(1));
            case 2 -> replaced(bytes, at, end, new byte[0]);
            case 3 -> replaced(bytes, at, at, noise(1 + random.nextInt(16)));
            case 4 -> Arrays.copyOf(bytes, at);
            case 5 -> replaced(bytes, at, at, repeated(Arrays.copyOfRange(bytes, at, end)));
            case 6 -> replaced(bytes, at, at, word());
            case 7 -> replaced(bytes, at, end, word());
            case 8 -> withOtherNumber(bytes, at);
            case 9 -> replaced(bytes, at, Math.min(at + 4, bytes.length), integer());
            default -> spliced(bytes, at);
        };
    }

    private byte[] flipped(byte[] bytes, int at) {
        byte[] flipped = bytes.clone();
        if (at < bytes.length) {
            flipped[at] ^= (byte) (1 << random.nextInt(8));
        }
        return flipped;
    }

    private byte[] noise(int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    private byte[] repeated(byte[] part) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int most = random.nextInt(8) == 0 ? target.maxLength() : 4 * part.length;
        do {
            out.writeBytes(part);
        } while (part.length > 0 && out.size() + part.length <= most);
        return out.toByteArray();
    }

    private byte[] word() {
        List<String> words = target.words();
        return words.get(random.nextInt(words.size())).getBytes(ISO_8859_1);
    }

    private byte[] integer() {
        return ByteBuffer.allocate(4)
                .putInt(INTS[random.nextInt(INTS.length)] + random.nextInt(3) - 1)
                .array();
    }

    /** Puts another number where the next one in decimal digits stands. */
    private byte[] withOtherNumber(byte[] bytes, int from) {
        int begin = from;
        while (begin < bytes.length && !Character.isDigit(bytes[begin])) {
            begin++;
        }
        int end = begin;
        while (end < bytes.length && Character.isDigit(bytes[end])) {
            end++;
        }
        return replaced(
                bytes, begin, end, NUMBERS.get(random.nextInt(NUMBERS.size())).getBytes(ISO_8859_1));
    }

    private byte[] spliced(byte[] bytes, int at) {
        byte[] other = target.sample(random);
        int from = random.nextInt(other.length + 1);
        return replaced(bytes, at, bytes.length, Arrays.copyOfRange(other, from, other.length));
    }

    private static byte[] replaced(byte[] bytes, int from, int to, byte[] by) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + by.length);
        out.write(bytes, 0, from);
        out.writeBytes(by);
        out.write(bytes, to, bytes.length - to);
        return out.toByteArray();
    }
}
