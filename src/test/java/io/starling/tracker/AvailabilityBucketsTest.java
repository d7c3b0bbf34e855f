package io.starling.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.starling.bus.SwarmSnapshot;
import io.starling.torrent.PieceSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AvailabilityBucketsTest {
    @Test
    void countsEachPieceOfASmallTorrent() {
        AvailabilityBuckets buckets = new AvailabilityBuckets(4);
        buckets.addAll(PieceSet.all(4));
        buckets.addAll(PieceSet.of(4, List.of(1, 2)));
        buckets.add(1);
        assertThat(buckets.means()).containsExactly(1.0, 3.0, 2.0, 1.0);

        buckets.removeAll(PieceSet.all(4));

        assertThat(buckets.means()).containsExactly(0.0, 2.0, 1.0, 0.0);
    }

    /** If the runs that pieces are counted in and those that are divided by were not the same, a seed would not be 1. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1023, 1024, 1025, 1500, 2047, 2048, 2049, 100_003})
    void oneSeedIsOneEverywhere(int pieces) {
        AvailabilityBuckets buckets = new AvailabilityBuckets(pieces);
        buckets.addAll(PieceSet.all(pieces));

        assertThat(buckets.means())
                .hasSize(Math.min(pieces, SwarmSnapshot.MAX_BUCKETS))
                .allSatisfy(mean -> assertThat(mean).isCloseTo(1.0, within(1e-9)));
    }
}
