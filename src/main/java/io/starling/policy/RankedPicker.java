package io.starling.policy;

import io.starling.torrent.PieceSet;
import java.util.OptionalInt;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Lowest rank first, random among equals: the ranks are availabilities for rarest-first, and all the same for random.
 * The candidates are kept sorted, so that a pick looks at a few of them even among two million.
 */
final class RankedPicker implements PiecePicker, Availability.Listener {
    /** A peer that offers none of so many candidates in order offers few: those are looked at instead. */
    private static final int WALK = 256;

    private final PieceSet candidates;
    private final IntUnaryOperator rank;
    private final RandomGenerator random;
    private final RankedPieces sorted;
    private boolean isSorted;

    private RankedPicker(int pieces, IntUnaryOperator rank, RandomGenerator random) {
        this.candidates = PieceSet.none(pieces);
        this.rank = rank;
        this.random = random;
        this.sorted = new RankedPieces(pieces, random);
    }

    static RankedPicker rarestFirst(Availability availability, RandomGenerator random) {
        RankedPicker picker = new RankedPicker(availability.pieces(), availability::rank, random);
        availability.listen(picker);
        return picker;
    }

    static RankedPicker random(int pieces, RandomGenerator random) {
        return new RankedPicker(pieces, piece -> 0, random);
    }

    @Override
    public void add(int piece) {
        if (candidates.add(piece) && isSorted) {
            sorted.insert(piece, rank.applyAsInt(piece));
        }
    }

    @Override
    public void remove(int piece) {
        if (candidates.remove(piece) && isSorted) {
            sorted.remove(piece, rank.applyAsInt(piece));
        }
    }

    @Override
    public void raised(int piece) {
        if (isSorted && candidates.contains(piece)) {
            sorted.raise(piece, rank.applyAsInt(piece));
        }
    }

    @Override
    public void lowered(int piece) {
        if (isSorted && candidates.contains(piece)) {
            sorted.lower(piece, rank.applyAsInt(piece));
        }
    }

    @Override
    public void changed() {
        isSorted = false;
    }

    @Override
    public OptionalInt pick(PieceSet offered) {
        if (!candidates.intersects(offered)) {
            return OptionalInt.empty();
        }
        sort();
        int end = Math.min(WALK, sorted.size());
        for (int i = 0; i < end; i++) {
            if (offered.contains(sorted.at(i))) {
                return OptionalInt.of(sorted.at(i));
            }
        }
        return OptionalInt.of(lowestOf(offered));
    }

    private void sort() {
        if (!isSorted) {
            int[] pieces = candidates.stream().toArray();
            int[] ranks = candidates.stream().map(rank).toArray();
            sorted.reset(pieces, ranks);
            isSorted = true;
        }
    }

    private int lowestOf(PieceSet offered) {
        int best = -1;
        int bestRank = Integer.MAX_VALUE;
        int equals = 0;
        for (int piece = next(offered, 0); piece >= 0; piece = next(offered, piece + 1)) {
            int itsRank = rank.applyAsInt(piece);
            if (itsRank < bestRank) {
                best = piece;
                bestRank = itsRank;
                equals = 1;
            } else if (itsRank == bestRank && random.nextInt(++equals) == 0) {
                best = piece;
            }
        }
        return best;
    }

    private int next(PieceSet offered, int from) {
        return SequentialPicker.nextInBoth(candidates, offered, from);
    }
}
