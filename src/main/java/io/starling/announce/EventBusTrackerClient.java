package io.starling.announce;

import io.starling.bus.Addresses;
import io.starling.bus.BusException;
import io.starling.bus.TrackerRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** The tracker of the same JVM or cluster, over the event bus itself. */
final class EventBusTrackerClient implements TrackerClient {
    private final Vertx vertx;

    EventBusTrackerClient(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public Future<JsonObject> send(TrackerRequest request) {
        Duration timeout = TrackerPatience.WITH_ONE_OF_SEVERAL.of(request);
        DeliveryOptions options = new DeliveryOptions().setSendTimeout(timeout.toMillis());
        return vertx.eventBus()
                .<Object>request(Addresses.TRACKER, request.toJson(), options)
                .transform(reply ->
                        reply.succeeded() ? body(reply.result().body()) : Future.failedFuture(failure(reply.cause())));
    }

    private static Future<JsonObject> body(Object body) {
        return body instanceof JsonObject json
                ? Future.succeededFuture(json)
                : Future.failedFuture(
                        new BusException(BusException.INTERNAL, "tracker: a reply without a JSON object"));
    }

    private static BusException failure(Throwable cause) {
        if (cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.RECIPIENT_FAILURE) {
            return new BusException(reply.failureCode(), String.valueOf(reply.getMessage()));
        }
        return new BusException(BusException.NO_TRACKER, "no tracker answers on the event bus: " + cause.getMessage());
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
