package io.starling.policy;

import java.time.Duration;

/**
 * How long a peer that was asked is waited for. Owned by one connection; time is an argument, in nanoseconds of any
 * clock.
 */
public final class Waiting {
    /**
     * A request that is not answered for so long is given to others. A queue holds a few seconds of blocks
     * ({@link RequestWindow}), so a minute means that the peer has stalled, not that it is slow.
     */
    public static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);

    /** A peer that owes blocks and has sent none for so long is snubbing us (BEP 3, anti-snubbing). */
    public static final Duration SNUBBED_AFTER = Duration.ofSeconds(60);

    private boolean isOwed;
    private long sinceNanos;

    /** The peer was asked for blocks. */
    public void asked(long nowNanos) {
        if (!isOwed) {
            isOwed = true;
            sinceNanos = nowNanos;
        }
    }

    /** A block came; {@code outstanding} more are to come. */
    public void arrived(int outstanding, long nowNanos) {
        isOwed = outstanding > 0;
        sinceNanos = nowNanos;
    }

    /** The peer owes nothing: it has choked us, or has rejected all that was asked. */
    public void settled() {
        isOwed = false;
    }

    public boolean isSnubbed(long nowNanos) {
        return isOwed && nowNanos - sinceNanos >= SNUBBED_AFTER.toNanos();
    }
}
