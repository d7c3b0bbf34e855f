package io.starling.node;

import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.bus.HashingProgress;
import io.vertx.core.Vertx;
import java.util.function.LongConsumer;

/** Tells the bus how far the hashing of a shared file is, at most four times a second. */
final class HashingPublisher implements LongConsumer {
    private static final long PERIOD_NANOS = 250_000_000;

    private final Vertx vertx;
    private final String peer;
    private final String path;
    private long nextNanos = System.nanoTime();

    HashingPublisher(Vertx vertx, String peer, String path) {
        this.vertx = vertx;
        this.peer = peer;
        this.path = path;
    }

    @Override
    public void accept(long hashed) {
        long now = System.nanoTime();
        if (now - nextNanos >= 0) {
            nextNanos = now + PERIOD_NANOS;
            vertx.eventBus().publish(Addresses.hashing(peer), BusJson.write(new HashingProgress(path, hashed)));
        }
    }
}
