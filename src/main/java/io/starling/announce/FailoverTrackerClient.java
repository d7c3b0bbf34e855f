package io.starling.announce;

import io.starling.bus.BusException;
import io.starling.bus.TrackerRequest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Several trackers, of which one is active at a time. It asks the one that answered last, and goes on to the next when that
 * is gone or says that it stands by (503); each once, then the request fails. Owned by the context that made it; {@link #send}
 * hops there.
 */
final class FailoverTrackerClient implements RemoteTracker {
    private final Context context;
    private final List<RemoteTracker> trackers;
    private int current;

    /** @param trackers in the order in which they are asked */
    FailoverTrackerClient(Vertx vertx, List<RemoteTracker> trackers) {
        this.context = vertx.getOrCreateContext();
        this.trackers = List.copyOf(trackers);
    }

    @Override
    public Future<JsonObject> send(TrackerRequest request) {
        Promise<JsonObject> reply = Promise.promise();
        context.runOnContext(unused -> ask(request, new ArrayList<>()).onComplete(reply));
        return reply.future();
    }

    private Future<JsonObject> ask(TrackerRequest request, List<String> refusals) {
        int asked = current;
        return trackers.get(asked).send(request).recover(cause -> {
            if (!(cause instanceof BusException refusal) || refusal.code() != BusException.NO_TRACKER) {
                return Future.failedFuture(cause);
            }
            // Unless another request has found that out already.
            current = current == asked ? (asked + 1) % trackers.size() : current;
            refusals.add(refusal.getMessage());
            return refusals.size() < trackers.size()
                    ? ask(request, refusals)
                    : Future.failedFuture(new BusException(
                            BusException.NO_TRACKER,
                            "none of " + trackers.size() + " trackers answers: " + String.join("; ", refusals)));
        });
    }

    /** Of all: those that stand by pass on what the active one publishes, and one of them may be the next. */
    @Override
    public void follow(String address, Consumer<JsonObject> listener) {
        trackers.forEach(tracker -> tracker.follow(address, listener));
    }

    @Override
    public void unfollow(String address) {
        trackers.forEach(tracker -> tracker.unfollow(address));
    }

    @Override
    public Future<Void> close() {
        return Future.join(trackers.stream().map(TrackerClient::close).toList()).mapEmpty();
    }
}
