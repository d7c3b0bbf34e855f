package io.starling.policy;

import io.starling.torrent.PieceSet;
import java.util.ArrayList;
import java.util.List;

/**
 * How many of the connected peers have each piece. Peers that came complete are one number, not a count in every piece:
 * a seed comes and goes in constant time.
 */
public final class Availability {
    /**
     * Above one piece in so many, a set is counted without telling the listeners of each piece: sorting anew costs less
     * than so many moves.
     */
    private static final int MANY = 16;

    private final int[] counts;
    private final List<Listener> listeners = new ArrayList<>();
    private int complete;

    public Availability(int pieces) {
        counts = new int[pieces];
    }

    /** A peer came that has these. */
    public void add(PieceSet has) {
        if (has.isComplete()) {
            complete++;
        } else {
            change(has, 1);
        }
    }

    /** A peer left that had these in the end. Throws {@link IllegalStateException} when nobody had one of them. */
    public void remove(PieceSet had) {
        if (complete > 0 && had.isComplete()) {
            complete--; // Also right for one that came with less: the sum of both counts is what matters.
        } else {
            change(had, -1);
        }
    }

    /** A peer got one more piece. */
    public void add(int piece) {
        change(piece, 1);
        listeners.forEach(listener -> listener.raised(piece));
    }

    /** How many of the connected peers have the piece. */
    public int of(int piece) {
        return counts[piece] + complete;
    }

    /** How many pieces the torrent has. */
    public int pieces() {
        return counts.length;
    }

    /** The part of {@link #of(int)} in which pieces can differ. */
    int rank(int piece) {
        return counts[piece];
    }

    void listen(Listener listener) {
        listeners.add(listener);
    }

    private void change(PieceSet set, int by) {
        boolean isMany = set.count() > counts.length / MANY;
        for (int piece = set.next(0); piece >= 0; piece = set.next(piece + 1)) {
            change(piece, by);
            if (!isMany) {
                tell(piece, by);
            }
        }
        if (isMany) {
            listeners.forEach(Listener::changed);
        }
    }

    private void change(int piece, int by) {
        int count = counts[piece] + by;
        if (count < 0) {
            throw new IllegalStateException("availability of piece " + piece + ": " + count + " (expected: 0 or more)");
        }
        counts[piece] = count;
    }

    private void tell(int piece, int by) {
        for (Listener listener : listeners) {
            if (by > 0) {
                listener.raised(piece);
            } else {
                listener.lowered(piece);
            }
        }
    }

    /** Hears how the ranks of pieces change. */
    interface Listener {
        /** The rank of the piece is one more. */
        void raised(int piece);

        /** The rank of the piece is one less. */
        void lowered(int piece);

        /** Many ranks are others. */
        void changed();
    }
}
