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
    /**
     * At so many pieces of each rank a pick looks: at all of them in most torrents. In a huge one a peer whose share of a
     * rank is less than one in so many may be asked for a piece of another rank; nobody is harmed.
     */
    private static final int LOOK = 1024;

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
        int piece = sorted.lowestIn(offered, LOOK);
        return OptionalInt.of(piece >= 0 ? piece : any(offered));
    }

    private void sort() {
        if (!isSorted) {
            int[] pieces = candidates.stream().toArray();
            int[] ranks = candidates.stream().map(rank).toArray();
            sorted.reset(pieces, ranks);
            isSorted = true;
        }
    }

    /** Some candidate that is offered: they are so few among so many that none was found by rank. */
    private int any(PieceSet offered) {
        int from = SequentialPicker.nextInBoth(candidates, offered, random.nextInt(candidates.pieces()));
        return from >= 0 ? from : SequentialPicker.nextInBoth(candidates, offered, 0);
    }
}
