package io.starling.node;

import io.starling.announce.TrackerClient;
import io.starling.bus.TrackerReply;
import io.starling.bus.TrackerRequest;
import io.vertx.core.Promise;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the tracker of a {@link LocalSwarm} tells who asks. */
final class CatalogueView {
    private static final long POLL_MILLIS = 20;

    private final LocalSwarm swarm;
    private final TrackerClient client;

    CatalogueView(LocalSwarm swarm) {
        this.swarm = swarm;
        this.client = TrackerClient.overEventBus(swarm.vertx);
    }

    /** Waits until the tracker lists a file like this. */
    TrackerReply.ListedFile awaitFile(Predicate<TrackerReply.ListedFile> isReached) {
        Promise<TrackerReply.ListedFile> reached = Promise.promise();
        @Nullable Integer all = null;
        long timer = swarm.vertx.setPeriodic(
                POLL_MILLIS,
                id -> client.list(new TrackerRequest.ListFiles(null, all, all))
                        .onSuccess(listing -> listing.files().stream()
                                .filter(isReached)
                                .findFirst()
                                .ifPresent(reached::tryComplete)));
        try {
            return LocalSwarm.await(reached.future());
        } finally {
            swarm.vertx.cancelTimer(timer);
        }
    }
}
