package io.starling.dashboard;

import io.starling.bus.LogEvent;
import io.starling.bus.TransferSnapshot;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Has peers share files. To hash a large one takes longer than whoever asked will wait. */
final class Sharing {
    private final String node;
    private final BusCalls bus;
    private final Duration patience;

    /**
     * @param node the name of this node, by which it says what became of a file
     * @param patience how long a reply may take
     */
    Sharing(String node, BusCalls bus, Duration patience) {
        this.node = node;
        this.bus = bus;
        this.patience = patience;
    }

    /** How the transfer stands that serves the file; empty when it is still being hashed. What fails later goes to the log. */
    Future<Optional<TransferSnapshot>> share(String peer, String path) {
        Future<TransferSnapshot> shared = bus.share(peer, path);
        return shared.timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .map(Optional::of)
                .recover(cause -> {
                    if (cause instanceof TimeoutException) {
                        shared.onFailure(
                                late -> bus.say(warning(peer + " cannot share " + path + ": " + late.getMessage())));
                        return Future.succeededFuture(Optional.empty());
                    }
                    return Future.failedFuture(cause);
                });
    }

    private LogEvent warning(String text) {
        return new LogEvent(Instant.now(), LogEvent.Level.WARNING, node, null, text);
    }
}
