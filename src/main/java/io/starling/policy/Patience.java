package io.starling.policy;

import java.time.Duration;

/**
 * How much is taken from one remote that brings nothing: keep-alives, changes of mind, what it has said before, requests
 * that have to be refused. Each costs little; without end they cost everything. A leaky bucket, owned by one connection;
 * time is an argument, in nanoseconds of any clock.
 */
public final class Patience {
    /**
     * So many at a time: more than two full request queues that a choke makes void, or a client that announces a large
     * torrent piece by piece twice over.
     */
    static final int BURST = 5_000;

    /** So many a second without end: far more than any client has reason to send, far less than costs a core. */
    static final int PER_SECOND = 50;

    private static final double NANOS = Duration.ofSeconds(1).toNanos();

    private double level;
    private long atNanos;

    public Patience(long nowNanos) {
        atNanos = nowNanos;
    }

    /**
     * The remote has sent something of no use.
     *
     * @param weight how many ordinary messages it costs us
     * @return whether there is patience left; otherwise the remote is abusing us
     */
    public boolean bears(int weight, long nowNanos) {
        double drained = (nowNanos - atNanos) / NANOS * PER_SECOND;
        atNanos = nowNanos;
        level = Math.max(0, level - drained) + weight;
        return level <= BURST;
    }
}
