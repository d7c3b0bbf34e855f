package io.starling.node;

import io.starling.bus.BusException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** Asks again, each time a little later, as long as nobody answers ({@link BusException#NO_TRACKER}). */
final class Retry {
    /** Short enough that a tracker started a moment later is not waited for. */
    private static final Duration FIRST_DELAY = Duration.ofMillis(200);

    /** Often enough for a person who has just started the tracker. */
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(3);

    private final Vertx vertx;
    private final Duration timeout;
    private final Consumer<BusException> onFirstFailure;

    /**
     * @param timeout from now, after which the last failure stands
     * @param onFirstFailure called once, so that it is said once
     */
    Retry(Vertx vertx, Duration timeout, Consumer<BusException> onFirstFailure) {
        this.vertx = vertx;
        this.timeout = timeout;
        this.onFirstFailure = onFirstFailure;
    }

    /** @param request gets the time that is left */
    <T> Future<T> run(Function<Duration, Future<T>> request) {
        return new Attempts<>(request).next();
    }

    private final class Attempts<T> {
        private final Function<Duration, Future<T>> request;
        private final long startedNanos = System.nanoTime();
        private Duration delay = FIRST_DELAY;
        private boolean isSaid;

        Attempts(Function<Duration, Future<T>> request) {
            this.request = request;
        }

        Future<T> next() {
            return request.apply(left()).recover(failure -> {
                if (!(failure instanceof BusException e) || e.code() != BusException.NO_TRACKER) {
                    return Future.failedFuture(failure);
                }
                return left().compareTo(delay) < 0 ? Future.failedFuture(e) : later(e);
            });
        }

        private Future<T> later(BusException failure) {
            if (!isSaid) {
                isSaid = true;
                onFirstFailure.accept(failure);
            }
            Duration now = delay;
            delay = now.multipliedBy(2).compareTo(LONGEST_DELAY) < 0 ? now.multipliedBy(2) : LONGEST_DELAY;
            return vertx.timer(now.toMillis(), TimeUnit.MILLISECONDS).compose(unused -> next());
        }

        private Duration left() {
            return timeout.minusNanos(System.nanoTime() - startedNanos);
        }
    }
}
