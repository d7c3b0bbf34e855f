package io.starling.policy;

import io.starling.torrent.Block;
import java.time.Duration;

/**
 * How many requests to keep outstanding with one peer, so that its answers never pause: what it sends in
 * {@link #QUEUE}, found by growing one a block until the rate rises no more. Owned by one connection; time is an
 * argument, in nanoseconds of any clock.
 */
public final class RequestWindow {
    /**
     * So much of a peer's sending is requested ahead: longer than any round trip. Other clients take three seconds; in the
     * simulated crowd of 16 that costs a fifth more time, as what lies in a queue can be had from nobody else.
     */
    public static final Duration QUEUE = Duration.ofSeconds(1);

    /** 8 MiB: on the fastest links 4 to 8 MiB ahead were best, and more gained nothing. */
    public static final int MAX = 512;

    /** What a peer queues that does not say {@code reqq} in its extension handshake (BEP 10). */
    public static final int DEFAULT_PEER_LIMIT = 250;

    /** One on the wire and one waiting. */
    private static final int MIN = 2;

    /** A new connection is asked for this many: enough to let the first second show something of its rate. */
    private static final int FIRST = 8;

    /** The rate is looked at this often while the window grows. */
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

    /** A rate that is not a tenth above the one before does not rise. */
    private static final double RISING = 1.1;

    private int peerLimit = DEFAULT_PEER_LIMIT;
    private int size = FIRST;
    private boolean isGrowing = true;
    private boolean isLooking;
    private long lookedNanos;
    private long bytesSinceLook;
    private long lastRate;

    /** What the peer says it queues: {@code reqq} (BEP 10). Any number; it is believed within reason. */
    public void setPeerLimit(int reqq) {
        peerLimit = Math.max(1, reqq);
    }

    /** A block came; {@code bytesPerSecond} is the peer's rate, over a few seconds. */
    public void arrived(Block block, long bytesPerSecond, long nowNanos) {
        if (isGrowing) {
            size = Math.min(MAX, size + 1);
            look(block.length(), nowNanos);
        } else {
            size = sizeFor(bytesPerSecond);
        }
    }

    private void look(int bytes, long nowNanos) {
        if (!isLooking) {
            isLooking = true;
            lookedNanos = nowNanos;
        }
        bytesSinceLook += bytes;
        long spanNanos = nowNanos - lookedNanos;
        if (spanNanos >= LOOK_NANOS) {
            long rate = (long) ((double) bytesSinceLook * Duration.ofSeconds(1).toNanos() / spanNanos);
            isGrowing = rate > lastRate * RISING;
            lastRate = rate;
            lookedNanos = nowNanos;
            bytesSinceLook = 0;
        }
    }

    private static int sizeFor(long bytesPerSecond) {
        return (int) Math.min(MAX, bytesPerSecond * QUEUE.toSeconds() / Block.LENGTH_BYTES);
    }

    /** How many requests are to be outstanding now; a peer that snubs us is tried with one. */
    public int size(boolean isSnubbed) {
        return isSnubbed ? 1 : Math.min(peerLimit, Math.max(MIN, size));
    }
}
