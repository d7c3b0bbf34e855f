package io.starling.torrent;

import io.starling.bencode.ByteString;

/** Names a torrent: the SHA-1 of the info dictionary as it was read, 20 bytes (BEP 3). */
public record InfoHash(ByteString bytes) implements Comparable<InfoHash> {
    public static final int LENGTH_BYTES = 20;

    public InfoHash {
        if (bytes.size() != LENGTH_BYTES) {
            throw new IllegalArgumentException(
                    "info-hash: " + bytes.size() + " bytes (expected: " + LENGTH_BYTES + ")");
        }
    }

    /** Reads 40 hexadecimal digits; throws {@link IllegalArgumentException} for anything else. */
    public static InfoHash ofHex(String hex) {
        if (!isHex(hex)) {
            throw new IllegalArgumentException("info-hash: \"" + hex + "\" (expected: 40 hexadecimal digits)");
        }
        return new InfoHash(ByteString.ofHex(hex));
    }

    /** Whether {@code text} has the form of an info-hash: 40 hexadecimal digits. */
    public static boolean isHex(String text) {
        return text.length() == 2 * LENGTH_BYTES && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
    }

    public String hex() {
        return bytes.hex();
    }

    @Override
    public int compareTo(InfoHash other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
