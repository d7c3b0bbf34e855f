package io.starling.storage;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.starling.torrent.Block;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads blocks, those that follow one another with one call. Blocking. */
final class BlockReader {
    /** Blocks read together share one buffer until the last of them is sent: not too large. */
    static final int MAX_RUN_BYTES = 256 * 1024;

    private BlockReader() {}

    /** One direct buffer a block, in order; the caller releases them. When this throws, nothing is left to release. */
    static List<ByteBuf> read(PieceSource source, List<Block> blocks) throws IOException {
        List<ByteBuf> buffers = new ArrayList<>(blocks.size());
        try {
            int next = 0;
            while (next < blocks.size()) {
                int end = endOfRun(blocks, next);
                readRun(source, blocks.subList(next, end), buffers);
                next = end;
            }
            return buffers;
        } catch (IOException | RuntimeException e) {
            buffers.forEach(ByteBuf::release);
            throw e;
        }
    }

    private static int endOfRun(List<Block> blocks, int start) {
        int end = start + 1;
        int length = blocks.get(start).length();
        while (end < blocks.size()
                && isNext(blocks.get(end - 1), blocks.get(end))
                && length + blocks.get(end).length() <= MAX_RUN_BYTES) {
            length += blocks.get(end).length();
            end++;
        }
        return end;
    }

    private static boolean isNext(Block before, Block after) {
        return before.piece() == after.piece() && before.begin() + before.length() == after.begin();
    }

    private static void readRun(PieceSource source, List<Block> run, List<ByteBuf> into) throws IOException {
        int length = (int) Block.bytesOf(run);
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(length);
        try {
            source.read(run.get(0).piece(), run.get(0).begin(), length, buffer);
            run.forEach(block -> into.add(buffer.readRetainedSlice(block.length())));
        } finally {
            buffer.release();
        }
    }
}
