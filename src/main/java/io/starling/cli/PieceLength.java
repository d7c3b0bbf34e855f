package io.starling.cli;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a piece length: bytes, or with a suffix, {@code 256K} or {@code 1M}; a power of two from 16 KiB to 16 MiB. */
final class PieceLength implements ITypeConverter<Integer> {
    private static final int MIN = 16 * 1024;
    private static final int MAX = 16 * 1024 * 1024;

    @Override
    public Integer convert(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        int shift = upper.endsWith("K") ? 10 : upper.endsWith("M") ? 20 : 0;
        String digits = shift == 0 ? upper : upper.substring(0, upper.length() - 1);
        if (digits.matches("[0-9]{1,9}")) {
            long length = Long.parseLong(digits) << shift;
            if (length >= MIN && length <= MAX && Long.bitCount(length) == 1) {
                return (int) length;
            }
        }
        throw new TypeConversionException("\"" + text + "\" (expected: a power of two from 16K to 16M)");
    }
}
