package io.starling.policy;

import io.starling.torrent.PieceSet;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * Pieces that came damaged from several peers, so that nobody knows whose fault it was. Each is fetched again from one
 * peer alone: when it is damaged again, that one has lied; when it is sound, it shows which blocks were not.
 */
final class SoloPieces {
    /** A peer has this long to deliver its piece, and the next one twice as long: a staller must not hold it for ever. */
    static final Duration FIRST_PATIENCE = Duration.ofSeconds(20);

    private static final int MAX_DOUBLINGS = 10;

    /** How many peers have failed to deliver each of the pieces. */
    private final Map<Integer, Integer> failures = new TreeMap<>();

    void add(int piece) {
        failures.putIfAbsent(piece, 0);
    }

    void remove(int piece) {
        failures.remove(piece);
    }

    boolean isEmpty() {
        return failures.isEmpty();
    }

    boolean contains(int piece) {
        return failures.containsKey(piece);
    }

    /** A piece of these among those that are offered, or -1. */
    int find(PieceSet offered, IntPredicate isWanted) {
        for (int piece : failures.keySet()) {
            if (offered.contains(piece) && isWanted.test(piece)) {
                return piece;
            }
        }
        return -1;
    }

    /** The peer that had the piece did not deliver it. */
    void failed(int piece) {
        failures.computeIfPresent(piece, (same, count) -> Math.min(count + 1, MAX_DOUBLINGS));
    }

    long patienceNanos(int piece) {
        return FIRST_PATIENCE.toNanos() << failures.getOrDefault(piece, 0);
    }
}
