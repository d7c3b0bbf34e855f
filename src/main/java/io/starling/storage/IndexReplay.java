package io.starling.storage;

import io.starling.storage.IndexRecord.Checkpoint;
import io.starling.storage.IndexRecord.Complete;
import io.starling.storage.IndexRecord.Drop;
import io.starling.storage.IndexRecord.Piece;
import io.starling.storage.IndexRecord.Renaming;
import io.starling.torrent.PieceGrid;
import io.starling.torrent.PieceSet;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What an index says, read from its first record to the last sound one. Owned by the task that reads it. */
final class IndexReplay {
    /** A piece whose record no checkpoint covers, and where that record begins. */
    private record Recent(int piece, long position) {}

    private final PieceGrid grid;
    private final int[] slots;
    private final Deque<Recent> recent = new ArrayDeque<>();
    private int nextSlot;
    private @Nullable Checkpoint checkpoint;
    private @Nullable IndexRecord last;
    private boolean isRenaming;
    private long end;
    private long lost;

    private IndexReplay(PieceGrid grid) {
        this.grid = grid;
        this.slots = new int[grid.pieces()];
        Arrays.fill(slots, SlotIndex.NO_SLOT);
    }

    /** Of an index that has nothing to say. */
    static IndexReplay empty(PieceGrid grid) {
        return new IndexReplay(grid);
    }

    /** Reads the records behind the header, to the first one that is torn, damaged or impossible. */
    static IndexReplay of(ByteBuffer index, PieceGrid grid) {
        IndexReplay replay = new IndexReplay(grid);
        replay.end = index.position();
        IndexRecord record = IndexRecord.decode(index);
        while (record != null && replay.isPossible(record)) {
            replay.apply(record, replay.end);
            replay.end = index.position();
            record = IndexRecord.decode(index);
        }
        replay.lost = index.limit() - replay.end;
        return replay;
    }

    private boolean isPossible(IndexRecord record) {
        if (record instanceof Piece piece) {
            return grid.hasPiece(piece.piece()) && piece.slot() >= 0;
        }
        return !(record instanceof Drop drop) || grid.hasPiece(drop.piece());
    }

    private void apply(IndexRecord record, long position) {
        if (record instanceof Piece piece) {
            slots[piece.piece()] = piece.slot();
            nextSlot = Math.max(nextSlot, piece.slot() + 1);
            recent.add(new Recent(piece.piece(), position));
        } else if (record instanceof Drop drop) {
            slots[drop.piece()] = SlotIndex.NO_SLOT;
        } else if (record instanceof Checkpoint covering) {
            checkpoint = covering;
            while (!recent.isEmpty() && recent.getFirst().position() < covering.covered()) {
                recent.removeFirst();
            }
        } else if (record instanceof Renaming) {
            isRenaming = true;
        }
        last = record;
    }

    /** The slot of each piece, or {@link SlotIndex#NO_SLOT}; belongs to the caller. */
    int[] slots() {
        return slots.clone();
    }

    PieceSet pieces() {
        PieceSet pieces = PieceSet.none(slots.length);
        for (int piece = 0; piece < slots.length; piece++) {
            if (slots[piece] != SlotIndex.NO_SLOT) {
                pieces.add(piece);
            }
        }
        return pieces;
    }

    /** The pieces that were stored after what the last checkpoint covers. */
    PieceSet recent() {
        PieceSet since = PieceSet.none(slots.length);
        recent.forEach(each -> since.add(each.piece()));
        since.retainAll(pieces());
        return since;
    }

    /** One more than the highest slot that was ever used. */
    int nextSlot() {
        return nextSlot;
    }

    @Nullable
    Checkpoint checkpoint() {
        return checkpoint;
    }

    /** Whether the last thing that happened was an orderly close. */
    boolean isClosed() {
        return last instanceof Checkpoint lastOne && lastOne.isClosed();
    }

    boolean isRenaming() {
        return isRenaming;
    }

    boolean isComplete() {
        return last instanceof Complete;
    }

    /** Behind the last sound record. */
    long end() {
        return end;
    }

    /** Whether more was lost behind the last sound record than one that was being written. */
    boolean isDamaged() {
        return lost > IndexRecord.MAX_LENGTH_BYTES;
    }
}
