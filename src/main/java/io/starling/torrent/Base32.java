package io.starling.torrent;

import io.starling.bencode.ByteString;
import java.util.Optional;

/** Base32 of RFC 4648 without padding, as old magnet links write the info-hash (BEP 9). */
final class Base32 {
    private static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int BITS = 5;

    private Base32() {}

    /** The bytes, or nothing when there is another character in it or bits are left over. Upper or lower case. */
    static Optional<ByteString> decode(String text) {
        byte[] bytes = new byte[text.length() * BITS / 8];
        if (text.length() * BITS % 8 != 0) {
            return Optional.empty();
        }
        int buffer = 0;
        int bits = 0;
        int size = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int digit = DIGITS.indexOf(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
            if (digit < 0) {
                return Optional.empty();
            }
            buffer = buffer << BITS | digit;
            bits += BITS;
            if (bits >= 8) {
                bits -= 8;
                bytes[size++] = (byte) (buffer >> bits);
            }
        }
        return Optional.of(ByteString.wrap(bytes));
    }
}
