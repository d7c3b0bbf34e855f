package io.starling.tracker;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many requests are answered within a second, in all and from each network: one machine is not to take the time of all
 * others. Of each second only its own counts are kept.
 */
final class Pace {
    private static final long SECOND_MILLIS = TimeUnit.SECONDS.toMillis(1);

    private final int max;
    private final int maxPerNetwork;
    private final LongSupplier clockMillis;
    private final Map<String, Integer> byNetwork = new HashMap<>();
    private long second;
    private int all;

    /** @param clockMillis milliseconds of a clock that never goes back */
    Pace(int max, int maxPerNetwork, LongSupplier clockMillis) {
        this.max = max;
        this.maxPerNetwork = maxPerNetwork;
        this.clockMillis = clockMillis;
    }

    /** Counts one more from there, if there is time for it. */
    boolean enter(String network) {
        long now = Math.floorDiv(clockMillis.getAsLong(), SECOND_MILLIS);
        if (now != second) {
            second = now;
            all = 0;
            byNetwork.clear();
        }
        if (all >= max || byNetwork.getOrDefault(network, 0) >= maxPerNetwork) {
            return false;
        }
        all++;
        byNetwork.merge(network, 1, Integer::sum);
        return true;
    }
}
