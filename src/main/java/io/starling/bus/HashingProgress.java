package io.starling.bus;

/**
 * How far a peer is with hashing a file or directory that it was asked to share.
 *
 * @param path as it was asked
 * @param hashed bytes hashed so far
 */
public record HashingProgress(String path, long hashed) {
    public HashingProgress {
        Require.text("path", path);
    }
}
