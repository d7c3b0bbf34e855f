package io.starling.policy;

import io.starling.torrent.PieceGrid;
import io.starling.torrent.PieceSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The pieces that are begun: each is held in memory until it is verified, so their number is bounded. Those with free
 * blocks (the open ones) are found in the order in which they were begun. Pieces that are wanted but not begun are the
 * picker's candidates.
 */
final class BegunPieces<P> {
    private final PieceGrid grid;
    private final PiecePicker picker;
    private final SoloPieces solo;
    private final int bound;
    private final List<@Nullable BegunPiece<P>> begun;
    private final NavigableSet<BegunPiece<P>> open = new TreeSet<>(Comparator.comparingLong(piece -> piece.turn));
    private int size;
    private long turns;
    private boolean isBoundFelt;

    BegunPieces(PieceGrid grid, PiecePicker picker, SoloPieces solo, int bound) {
        this.solo = solo;
        this.grid = grid;
        this.picker = picker;
        this.bound = bound;
        this.begun = new ArrayList<>(Collections.nCopies(grid.pieces(), null));
    }

    int size() {
        return size;
    }

    @Nullable
    BegunPiece<P> find(int piece) {
        return begun.get(piece);
    }

    /** The open pieces, those begun first coming first. */
    Iterable<BegunPiece<P>> open() {
        return open;
    }

    /** Whether blocks are free for more than the one that a solo piece is asked of. */
    boolean hasOpen() {
        for (BegunPiece<P> piece : open) {
            if (piece.owner() == null) {
                return true;
            }
        }
        return false;
    }

    /** Whether no more can be begun. */
    boolean isFull() {
        return size >= bound;
    }

    /** The solo pieces that are asked of somebody and not whole. */
    List<BegunPiece<P>> owned() {
        return solo.isEmpty()
                ? List.of()
                : all().filter(piece -> piece.owner() != null && !piece.isComplete())
                        .toList();
    }

    private Stream<BegunPiece<P>> all() {
        return begun.stream().flatMap(Stream::ofNullable);
    }

    /** Whether the piece may be begun together with another that the picker has said. */
    boolean isAsEarly(int piece, int other) {
        return picker.isAsEarly(piece, other);
    }

    /** Begins what the picker says; null when nothing that is offered can be begun. */
    @Nullable
    BegunPiece<P> beginNext(PieceSet offered) {
        OptionalInt piece = picker.pick(offered);
        return piece.isPresent() ? begin(piece.getAsInt()) : null;
    }

    /** Begins this candidate; null when there is no room. */
    @Nullable
    BegunPiece<P> begin(int piece) {
        if (isFull()) {
            isBoundFelt = true;
            return null;
        }
        BegunPiece<P> next = new BegunPiece<>(grid, piece, turns++, solo.contains(piece));
        begun.set(piece, next);
        size++;
        picker.remove(piece);
        list(next, true);
        return next;
    }

    /** To be called when blocks of the piece were asked for, came or became free. */
    void changed(BegunPiece<P> piece) {
        if (begun.get(piece.piece) != piece) {
            return;
        }
        if (piece.isUntouched()) {
            drop(piece);
        } else {
            list(piece, piece.isOpen());
        }
    }

    private void list(BegunPiece<P> piece, boolean isOpen) {
        if (piece.isListedOpen == isOpen) {
            return;
        }
        piece.isListedOpen = isOpen;
        if (isOpen) {
            open.add(piece);
        } else {
            open.remove(piece);
        }
    }

    /** The piece is begun no more, nor a candidate. */
    void remove(BegunPiece<P> piece) {
        if (begun.get(piece.piece) == piece) {
            begun.set(piece.piece, null);
            size--;
        }
        list(piece, false);
    }

    /** Makes room if some is needed: see {@link RequestLedger#reclaim}. */
    List<BegunPiece<P>> reclaim(int most) {
        if (!isBoundFelt || size < bound) {
            return List.of();
        }
        isBoundFelt = false;
        List<BegunPiece<P>> reclaimed = all().filter(BegunPiece::isStuck)
                .sorted(Comparator.comparingInt(BegunPiece::blocksHere))
                .limit(most)
                .toList();
        reclaimed.forEach(this::drop);
        return reclaimed;
    }

    /** Makes the piece a candidate as if it had never been begun. */
    void drop(BegunPiece<P> piece) {
        remove(piece);
        picker.add(piece.piece);
    }
}
