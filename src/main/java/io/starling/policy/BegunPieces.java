package io.starling.policy;

import io.starling.torrent.PieceGrid;
import io.starling.torrent.PieceSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.OptionalInt;
import java.util.TreeSet;
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
    private final Map<Integer, BegunPiece<P>> begun = new HashMap<>();
    private final NavigableSet<BegunPiece<P>> open = new TreeSet<>(Comparator.comparingLong(piece -> piece.turn));
    private long turns;
    private boolean isBoundFelt;

    BegunPieces(PieceGrid grid, PiecePicker picker, SoloPieces solo, int bound) {
        this.solo = solo;
        this.grid = grid;
        this.picker = picker;
        this.bound = bound;
    }

    int size() {
        return begun.size();
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
        return begun.size() >= bound;
    }

    /** The solo pieces that are asked of somebody and not whole. */
    List<BegunPiece<P>> owned() {
        return begun.values().stream()
                .filter(piece -> piece.owner() != null && !piece.isComplete())
                .toList();
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
        begun.put(piece, next);
        picker.remove(piece);
        open.add(next);
        return next;
    }

    /** To be called when blocks of the piece were asked for, came or became free. */
    void changed(BegunPiece<P> piece) {
        if (begun.get(piece.piece) != piece) {
            return;
        }
        if (piece.isUntouched()) {
            drop(piece);
        } else if (piece.isOpen()) {
            open.add(piece);
        } else {
            open.remove(piece);
        }
    }

    /** The piece is begun no more, nor a candidate. */
    void remove(BegunPiece<P> piece) {
        begun.remove(piece.piece);
        open.remove(piece);
    }

    /** Makes room if some is needed: see {@link RequestLedger#reclaim}. */
    List<BegunPiece<P>> reclaim(int most) {
        if (!isBoundFelt || begun.size() < bound) {
            return List.of();
        }
        isBoundFelt = false;
        List<BegunPiece<P>> stuck = new ArrayList<>(begun.values());
        stuck.removeIf(piece -> !piece.isStuck());
        stuck.sort(Comparator.comparingInt(piece -> piece.blocksHere()));
        List<BegunPiece<P>> reclaimed = List.copyOf(stuck.subList(0, Math.min(most, stuck.size())));
        reclaimed.forEach(this::drop);
        return reclaimed;
    }

    /** Makes the piece a candidate as if it had never been begun. */
    void drop(BegunPiece<P> piece) {
        remove(piece);
        picker.add(piece.piece);
    }
}
