package io.starling.torrent;

import java.util.List;

/**
 * A part of a piece as it is requested and sent on the wire (BEP 3): {@code length} bytes from byte {@code begin} of
 * piece {@code piece}. Whether it lies within a torrent is checked by {@link PieceGrid#contains(Block)}.
 */
public record Block(int piece, int begin, int length) {
    /** What every client requests: 16 KiB. The last block of a torrent may be shorter. */
    public static final int LENGTH_BYTES = 16 * 1024;

    /** How long they are together. */
    public static long bytesOf(List<Block> blocks) {
        long bytes = 0;
        for (Block block : blocks) {
            bytes += block.length;
        }
        return bytes;
    }

    @Override
    public String toString() {
        return piece + ":" + begin + "+" + length;
    }
}
