package io.starling.policy;

import java.util.Arrays;

/** Bytes per second over the last five seconds. Time is an argument, in nanoseconds of any clock that never runs back. */
public final class RateMeter {
    private static final int SLOTS = 20;
    private static final long SLOT_NANOS = 250_000_000;
    private static final long SECOND_NANOS = 1_000_000_000;

    private final long[] slots = new long[SLOTS];
    private long firstNanos;
    /** The number of the newest slot since the first mark; -1 before that. */
    private long newest = -1;

    private long inWindow;
    private long total;

    /** So many bytes went by. */
    public void mark(long bytes, long nowNanos) {
        if (newest < 0) {
            firstNanos = nowNanos;
            newest = 0;
        }
        advance(nowNanos);
        slots[(int) (newest % SLOTS)] += bytes;
        inWindow += bytes;
        total += bytes;
    }

    /** The rate now: what came in the window, which is shorter (but a second at least) for a young meter. */
    public long bytesPerSecond(long nowNanos) {
        if (newest < 0) {
            return 0;
        }
        advance(nowNanos);
        long oldest = Math.max(0, newest - SLOTS + 1);
        long spanNanos = nowNanos - firstNanos - oldest * SLOT_NANOS;
        return (long) ((double) inWindow * SECOND_NANOS / Math.max(spanNanos, SECOND_NANOS));
    }

    /** All bytes ever. */
    public long total() {
        return total;
    }

    private void advance(long nowNanos) {
        long slot = (nowNanos - firstNanos) / SLOT_NANOS;
        if (slot - newest >= SLOTS) {
            Arrays.fill(slots, 0);
            inWindow = 0;
            newest = slot;
        }
        while (newest < slot) {
            newest++;
            int reused = (int) (newest % SLOTS);
            inWindow -= slots[reused];
            slots[reused] = 0;
        }
    }
}
