package io.starling.tracker;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The pieces that one member got most recently, in their order: what those who view it have yet to hear is a suffix of
 * this, found without a look at anything else. Owned by the registry.
 */
final class PieceLog {
    /** A viewer that missed more of them gets the whole bitfield, which for most torrents is then no longer than the list. */
    static final int CAPACITY = 512;

    private static final int FIRST_CAPACITY = 8;

    private int[] recent = new int[FIRST_CAPACITY];
    private long count;

    void add(int piece) {
        if (count == recent.length && recent.length < CAPACITY) {
            recent = Arrays.copyOf(recent, 2 * recent.length);
        }
        recent[(int) (count++ % recent.length)] = piece;
    }

    /** How many were ever added: the position for a later {@link #since}. */
    long position() {
        return count;
    }

    /** What was added since the log was at {@code position}, or nothing when that is no longer remembered. */
    Optional<List<Integer>> since(long position) {
        if (count - position > recent.length) {
            return Optional.empty();
        }
        int added = (int) (count - position);
        return Optional.of(IntStream.range(0, added)
                .mapToObj(i -> recent[(int) ((position + i) % recent.length)])
                .toList());
    }
}
