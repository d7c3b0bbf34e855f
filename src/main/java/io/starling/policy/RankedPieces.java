package io.starling.policy;

import io.starling.torrent.PieceSet;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Pieces sorted by rank, in random order within a rank. A move to the next rank is a swap at the border; coming and
 * going moves one piece a rank.
 *
 * <pre>
 *   rank     0 0 0 | 1 1 | 2 2 2 2
 *   piece    7 2 9 | 1 4 | 0 3 8 6
 *   ends           3     5         9
 * </pre>
 */
final class RankedPieces {
    private final int[] order;
    private final int[] position;
    private final RandomGenerator random;
    /** For each rank, the index after its last piece; the next rank begins there. */
    private int[] ends = {0};

    RankedPieces(int pieces, RandomGenerator random) {
        order = new int[pieces];
        position = new int[pieces];
        this.random = random;
    }

    int size() {
        return ends[ends.length - 1];
    }

    /**
     * A piece of the set, of the lowest rank that has one among as many pieces as are looked at, begun at a random one;
     * -1 when there is none.
     *
     * @param perRank at how many pieces of each rank to look
     */
    int lowestIn(PieceSet set, int perRank) {
        for (int rank = 0; rank < ends.length; rank++) {
            int start = start(rank);
            int size = ends[rank] - start;
            int from = size == 0 ? 0 : random.nextInt(size);
            for (int i = 0; i < Math.min(size, perRank); i++) {
                int index = from + i < size ? start + from + i : start + from + i - size;
                if (set.contains(order[index])) {
                    return order[index];
                }
            }
        }
        return -1;
    }

    void insert(int piece, int rank) {
        reach(rank);
        int hole = size();
        for (int r = ends.length - 1; r > rank; r--) {
            move(start(r), hole);
            hole = start(r);
            ends[r]++;
        }
        ends[rank]++;
        place(piece, hole);
        mix(hole, rank);
    }

    void remove(int piece, int rank) {
        int hole = position[piece];
        for (int r = rank; r < ends.length; r++) {
            ends[r]--;
            move(ends[r], hole);
            hole = ends[r];
        }
    }

    /** Moves the piece from {@code rank - 1} to {@code rank}. */
    void raise(int piece, int rank) {
        reach(rank);
        ends[rank - 1]--;
        swap(position[piece], ends[rank - 1]);
        mix(position[piece], rank);
    }

    /** Moves the piece from {@code rank + 1} to {@code rank}. */
    void lower(int piece, int rank) {
        swap(position[piece], ends[rank]);
        ends[rank]++;
        mix(position[piece], rank);
    }

    /** Makes these the pieces, {@code ranks[i]} that of {@code pieces[i]}. */
    void reset(int[] pieces, int[] ranks) {
        shuffle(pieces, ranks);
        int top = Arrays.stream(ranks).max().orElse(0);
        ends = new int[top + 1];
        for (int rank : ranks) {
            ends[rank]++;
        }
        for (int rank = 1; rank <= top; rank++) {
            ends[rank] += ends[rank - 1];
        }
        int[] next = new int[top + 1];
        System.arraycopy(ends, 0, next, 1, top);
        for (int i = 0; i < pieces.length; i++) {
            place(pieces[i], next[ranks[i]]++);
        }
    }

    private void shuffle(int[] pieces, int[] ranks) {
        for (int i = pieces.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            swap(pieces, i, j);
            swap(ranks, i, j);
        }
    }

    private void reach(int rank) {
        int known = ends.length;
        if (rank >= known) {
            int size = size();
            ends = Arrays.copyOf(ends, rank + 1);
            Arrays.fill(ends, known, ends.length, size);
        }
    }

    private int start(int rank) {
        return rank == 0 ? 0 : ends[rank - 1];
    }

    private void mix(int index, int rank) {
        swap(index, random.nextInt(start(rank), ends[rank]));
    }

    private void swap(int i, int j) {
        int piece = order[i];
        place(order[j], i);
        place(piece, j);
    }

    private static void swap(int[] array, int i, int j) {
        int value = array[i];
        array[i] = array[j];
        array[j] = value;
    }

    /** Fills the hole; an empty rank ends where it begins, and has nothing to move. */
    private void move(int from, int hole) {
        if (from != hole) {
            place(order[from], hole);
        }
    }

    private void place(int piece, int index) {
        order[index] = piece;
        position[piece] = index;
    }
}
