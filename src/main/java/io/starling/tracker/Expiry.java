package io.starling.tracker;

import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Ends leases, unless this machine itself was held up: then nobody was heard for that long, and the heartbeats that wait
 * are read first. Owned by the tracker's context.
 */
final class Expiry {
    /** A pause that a loaded machine makes now and then. */
    private static final long USUAL_PAUSE_MILLIS = 1_000;

    private final List<Runnable> expiries;
    private final long intervalMillis;
    private long lastNanos = System.nanoTime();

    Expiry(List<Runnable> expiries, long intervalMillis) {
        this.expiries = List.copyOf(expiries);
        this.intervalMillis = intervalMillis;
    }

    /** Returns the id of its timer. */
    long start(Vertx vertx) {
        return vertx.setPeriodic(intervalMillis, unused -> tick());
    }

    private void tick() {
        long now = System.nanoTime();
        boolean wasHeldUp = TimeUnit.NANOSECONDS.toMillis(now - lastNanos) > 2 * intervalMillis + USUAL_PAUSE_MILLIS;
        lastNanos = now;
        if (!wasHeldUp) {
            expiries.forEach(Runnable::run);
        }
    }
}
