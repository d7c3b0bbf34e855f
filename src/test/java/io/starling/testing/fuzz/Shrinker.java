package io.starling.testing.fuzz;

import java.util.Arrays;
import java.util.function.Predicate;

/** Makes an input that breaks a promise as short as it gets: cuts out ever shorter parts as long as it still breaks. */
final class Shrinker {
    private Shrinker() {}

    static byte[] shrink(byte[] failing, Predicate<byte[]> fails) {
        byte[] shortest = failing;
        for (int part = failing.length / 2; part > 0; part /= 2) {
            for (int at = 0; at + part <= shortest.length; ) {
                byte[] without = without(shortest, at, part);
                if (fails.test(without)) {
                    shortest = without;
                } else {
                    at += part;
                }
            }
        }
        return shortest;
    }

    private static byte[] without(byte[] bytes, int at, int count) {
        byte[] shorter = Arrays.copyOf(bytes, bytes.length - count);
        System.arraycopy(bytes, at + count, shorter, at, bytes.length - at - count);
        return shorter;
    }
}
