package io.starling.torrent;

import io.starling.bencode.ByteString;
import java.security.SecureRandom;

/** Names a running peer towards other peers, 20 bytes, new at each start (BEP 3, BEP 20). */
public record PeerId(ByteString bytes) implements Comparable<PeerId> {
    public static final int LENGTH_BYTES = 20;

    /** BEP 20, Azureus style: client "SX", version 0.1.0. */
    private static final ByteString PREFIX = ByteString.utf8("-SX0100-");

    private static final SecureRandom RANDOM = new SecureRandom();

    public PeerId {
        if (bytes.size() != LENGTH_BYTES) {
            throw new IllegalArgumentException("peer id: " + bytes.size() + " bytes (expected: " + LENGTH_BYTES + ")");
        }
    }

    public static PeerId random() {
        byte[] bytes = new byte[LENGTH_BYTES];
        RANDOM.nextBytes(bytes);
        PREFIX.asByteBuffer().get(bytes, 0, PREFIX.size());
        return new PeerId(ByteString.wrap(bytes));
    }

    /** Reads 40 hexadecimal digits; throws {@link IllegalArgumentException} for anything else. */
    public static PeerId ofHex(String hex) {
        if (!InfoHash.isHex(hex)) {
            throw new IllegalArgumentException("peer id: \"" + hex + "\" (expected: 40 hexadecimal digits)");
        }
        return new PeerId(ByteString.ofHex(hex));
    }

    public String hex() {
        return bytes.hex();
    }

    @Override
    public int compareTo(PeerId other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
