package io.starling.policy;

import io.starling.torrent.Block;

/**
 * A limit of bytes per second, as a bucket that fills at that rate. Time is an argument, in nanoseconds of any clock that
 * never runs back.
 *
 * <p>Use {@link #allow} for what can be cut anywhere. For what goes whole, or has already come: while
 * {@link #waitNanos} is 0, {@link #spend} what goes; the bucket may go below zero by one such thing.
 */
public final class RateLimit {
    private static final long SECOND_NANOS = 1_000_000_000;

    /** The bucket holds what flows in a quarter of a second: timers are a good deal finer, and people see no jerks. */
    private static final int BURSTS_PER_SECOND = 4;

    private long bytesPerSecond;
    private double balance;
    private long atNanos;

    /** @param bytesPerSecond 0 for no limit */
    public RateLimit(long bytesPerSecond, long nowNanos) {
        this.atNanos = nowNanos;
        setBytesPerSecond(bytesPerSecond, nowNanos);
        balance = capacity();
    }

    /** Changes the rate from now on; 0 for no limit. */
    public void setBytesPerSecond(long bytesPerSecond, long nowNanos) {
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException("rate: " + bytesPerSecond + " (expected: 0 or more)");
        }
        fill(nowNanos);
        this.bytesPerSecond = bytesPerSecond;
        balance = Math.min(balance, capacity());
    }

    public long bytesPerSecond() {
        return bytesPerSecond;
    }

    /** How many of the wanted bytes may go now, 0 to {@code wanted}; they are spent. */
    public long allow(long wanted, long nowNanos) {
        if (bytesPerSecond == 0) {
            return wanted;
        }
        fill(nowNanos);
        long allowed = Math.max(0, Math.min(wanted, (long) balance));
        balance -= allowed;
        return allowed;
    }

    /** So many bytes go, or went, whatever is left. */
    public void spend(long bytes, long nowNanos) {
        if (bytesPerSecond > 0) {
            fill(nowNanos);
            balance -= bytes;
        }
    }

    /** How long until something may go; 0 for now. */
    public long waitNanos(long nowNanos) {
        if (bytesPerSecond == 0) {
            return 0;
        }
        fill(nowNanos);
        return balance >= 1 ? 0 : (long) Math.ceil((1 - balance) * SECOND_NANOS / bytesPerSecond);
    }

    private void fill(long nowNanos) {
        double flowed = (double) bytesPerSecond * (nowNanos - atNanos) / SECOND_NANOS;
        balance = Math.min(capacity(), balance + flowed);
        atNanos = nowNanos;
    }

    /** At least a block, or a slow limit would never let one go whole. */
    private double capacity() {
        return Math.max(Block.LENGTH_BYTES, (double) bytesPerSecond / BURSTS_PER_SECOND);
    }
}
