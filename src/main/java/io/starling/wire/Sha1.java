package io.starling.wire;

import io.starling.bencode.ByteString;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-1 of a few short parts. */
final class Sha1 {
    static final int LENGTH_BYTES = 20;

    private Sha1() {}

    /** The hash of the parts, one behind the other. */
    static ByteString of(ByteString... parts) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            for (ByteString part : parts) {
                sha1.update(part.asByteBuffer());
            }
            return ByteString.wrap(sha1.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
