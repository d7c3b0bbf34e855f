package io.starling.swarm;

import io.starling.policy.RateLimit;
import java.util.List;

/**
 * A limit that a user has set, in KiB per second; several may apply to the same bytes. Asked for every block, hence loops
 * where a stream would do.
 */
public final class Throttle {
    private static final long KIB = 1024;

    private final RateLimit limit;

    /** @param kibPerSecond 0 is no limit */
    public Throttle(int kibPerSecond) {
        limit = new RateLimit(kibPerSecond * KIB, System.nanoTime());
    }

    void setKibPerSecond(int kibPerSecond) {
        limit.setBytesPerSecond(kibPerSecond * KIB, System.nanoTime());
    }

    /** Whether any of these limits anything. */
    static boolean isAnyLimited(List<Throttle> throttles) {
        for (Throttle throttle : throttles) {
            if (throttle.limit.bytesPerSecond() > 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether all of these let something go now. */
    static boolean isOpen(List<Throttle> throttles, long nowNanos) {
        for (Throttle throttle : throttles) {
            if (throttle.limit.waitNanos(nowNanos) > 0) {
                return false;
            }
        }
        return true;
    }

    /** So many bytes go. */
    static void spend(List<Throttle> throttles, long bytes, long nowNanos) {
        for (Throttle throttle : throttles) {
            throttle.limit.spend(bytes, nowNanos);
        }
    }
}
