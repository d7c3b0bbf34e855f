package io.starling.policy;

import io.starling.torrent.PieceSet;

/** How many of the connected peers have each piece. */
public final class Availability {
    private final int[] counts;

    public Availability(int pieces) {
        counts = new int[pieces];
    }

    /** A peer came that has these. */
    public void add(PieceSet has) {
        has.stream().forEach(piece -> counts[piece]++);
    }

    /** A peer left that had these. */
    public void remove(PieceSet had) {
        had.stream().forEach(piece -> counts[piece]--);
    }

    /** A peer got one more piece. */
    public void add(int piece) {
        counts[piece]++;
    }

    public int of(int piece) {
        return counts[piece];
    }

    public int pieces() {
        return counts.length;
    }
}
