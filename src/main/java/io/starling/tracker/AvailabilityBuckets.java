package io.starling.tracker;

import io.starling.bus.SwarmSnapshot;
import io.starling.torrent.PieceSet;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.stream.IntStream;

/** How many members have a piece, as sums over at most 1,024 runs of pieces: kept up with each piece that comes or goes. */
final class AvailabilityBuckets {
    private final int pieces;
    private final long[] sums;
    private int seeds;

    AvailabilityBuckets(int pieces) {
        this.pieces = pieces;
        this.sums = new long[Math.min(pieces, SwarmSnapshot.MAX_BUCKETS)];
    }

    void add(int piece) {
        sums[bucket(piece)]++;
    }

    void addAll(PieceSet set) {
        change(set, 1);
    }

    void removeAll(PieceSet set) {
        change(set, -1);
    }

    /** One that has every piece, and will never have fewer: counted once for all of them. */
    void addSeed() {
        seeds++;
    }

    void removeSeed() {
        seeds--;
    }

    private void change(PieceSet set, int by) {
        for (PrimitiveIterator.OfInt all = set.iterator(); all.hasNext(); ) {
            sums[bucket(all.nextInt())] += by;
        }
    }

    /** The mean over each run of pieces, which differ by one in length at most. */
    List<Double> means() {
        return IntStream.range(0, sums.length)
                .mapToObj(i -> seeds + (double) sums[i] / (start(i + 1) - start(i)))
                .toList();
    }

    private int bucket(int piece) {
        return (int) ((long) piece * sums.length / pieces);
    }

    /** The first piece of a bucket. */
    private long start(int bucket) {
        return ((long) bucket * pieces + sums.length - 1) / sums.length;
    }
}
