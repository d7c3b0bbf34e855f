package io.starling.swarm;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.starling.torrent.Block;
import io.starling.torrent.PieceGrid;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Pieces that several sources supplied and that were not what they should be, kept until a sound copy shows whose blocks
 * were wrong. The bytes themselves are kept, not hashes of them: a comparison costs less than a hash, and nobody can make
 * a wrong block that passes it. Owned by its {@link Downloads}.
 */
final class DamagedCopies {
    /** Beyond this the oldest are let go; one is always kept. Who is not found out by it is by the next one. */
    private static final long MAX_BYTES = 32L * 1024 * 1024;

    private record Copy(int piece, ByteBuf data, List<Source> suppliers) {}

    private final PieceGrid grid;
    private final Deque<Copy> copies = new ArrayDeque<>();
    private long bytes;

    DamagedCopies(PieceGrid grid) {
        this.grid = grid;
    }

    /**
     * Takes over a piece that is not sound.
     *
     * @param suppliers who sent each of its blocks, in their order
     */
    void add(int piece, ByteBuf data, List<Source> suppliers) {
        copies.addLast(new Copy(piece, data, suppliers));
        bytes += data.capacity();
        while (bytes > MAX_BYTES && copies.size() > 1) {
            release(copies.removeFirst());
        }
    }

    /** The piece is here: lets go of its damaged copies, and tells who sent blocks of them that were not as they are in this one. */
    Set<Source> compare(int piece, ByteBuf sound) {
        Set<Source> liars = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Copy copy : List.copyOf(copies)) {
            if (copy.piece == piece) {
                addLiars(copy, sound, liars);
                copies.remove(copy);
                release(copy);
            }
        }
        return liars;
    }

    private void addLiars(Copy copy, ByteBuf sound, Set<Source> liars) {
        for (int index = 0; index < copy.suppliers.size(); index++) {
            Block block = grid.block(copy.piece, index);
            if (!ByteBufUtil.equals(sound, block.begin(), copy.data, block.begin(), block.length())) {
                liars.add(copy.suppliers.get(index));
            }
        }
    }

    void close() {
        copies.forEach(this::release);
        copies.clear();
    }

    private void release(Copy copy) {
        bytes -= copy.data.capacity();
        copy.data.release();
    }
}
