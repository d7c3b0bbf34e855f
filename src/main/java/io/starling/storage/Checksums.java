package io.starling.storage;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * CRC-32C of the pieces that this process has verified by their SHA-1: what a disk or memory does to them afterwards
 * shows, at a tenth of the cost of another SHA-1 (docs/notes/what-a-reassembly-checks.md). Used by several workers at
 * once, each on pieces of its own.
 */
final class Checksums {
    private static final int UNKNOWN = 0;

    private final int[] checksums;

    Checksums(int pieces) {
        checksums = new int[pieces];
    }

    /** Remembers the readable bytes of a verified piece. */
    void keep(int piece, ByteBuf bytes) {
        Sum sum = new Sum();
        sum.add(bytes);
        checksums[piece] = sum.value();
    }

    /** Whether there is one of the piece. One in four thousand million pieces has none, since its checksum is 0. */
    boolean has(int piece) {
        return checksums[piece] != UNKNOWN;
    }

    boolean isOf(int piece, Sum sum) {
        return checksums[piece] == sum.value();
    }

    /** The checksum of bytes that come part by part. */
    static final class Sum {
        private final CRC32C crc = new CRC32C();

        /** The readable bytes, which stay readable. */
        void add(ByteBuf part) {
            for (ByteBuffer bytes : part.nioBuffers()) {
                crc.update(bytes);
            }
        }

        private int value() {
            return (int) crc.getValue();
        }
    }
}
