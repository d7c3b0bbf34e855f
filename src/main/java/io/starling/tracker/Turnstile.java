package io.starling.tracker;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * Lets work that fills memory begin while what is under way holds less than a limit; the rest waits its turn, in order,
 * and costs next to nothing. Owned by one context.
 */
final class Turnstile {
    private final long limitBytes;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private long underWayBytes;

    Turnstile(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Does the work when it is its turn. Its result is given on before the next one begins. */
    <T> Future<T> pass(long bytes, Supplier<Future<T>> work) {
        Promise<T> done = Promise.promise();
        waiting.add(() -> {
            underWayBytes += bytes;
            begin(work).onComplete(result -> {
                done.handle(result);
                underWayBytes -= bytes;
                next();
            });
        });
        next();
        return done.future();
    }

    /** Work that cannot even begin, since its pool is closed, has failed as any other. */
    private static <T> Future<T> begin(Supplier<Future<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private void next() {
        while (!waiting.isEmpty() && underWayBytes < limitBytes) {
            waiting.remove().run();
        }
    }
}
