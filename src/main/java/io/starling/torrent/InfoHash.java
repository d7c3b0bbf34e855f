package io.starling.torrent;

import io.starling.bencode.ByteString;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Names a torrent: the SHA-1 of the info dictionary as it was read, 20 bytes (BEP 3). */
public record InfoHash(ByteString bytes) implements Comparable<InfoHash> {
    public static final int LENGTH_BYTES = 20;

    public InfoHash {
        if (bytes.size() != LENGTH_BYTES) {
            throw new IllegalArgumentException(
                    "info-hash: " + bytes.size() + " bytes (expected: " + LENGTH_BYTES + ")");
        }
    }

    /** The info-hash of an info dictionary: the hash of these very bytes. Up to 10 ms of work for the largest torrent. */
    public static InfoHash ofInfo(ByteString info) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(info.asByteBuffer());
            return new InfoHash(ByteString.wrap(sha1.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
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
