package io.starling.announce;

import io.starling.bus.BusJson;
import io.starling.bus.SwarmView;
import io.starling.bus.TrackerReply;
import io.starling.bus.TrackerRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/**
 * Talks to the tracker: over the event bus or over TCP, with the same messages. A request fails with a
 * {@link io.starling.bus.BusException} that carries the tracker's code, or {@code NO_TRACKER} when none answers in time.
 * Implementations reconnect by themselves: after a failure the next request tries again.
 */
public interface TrackerClient {
    /** Sends one request; the future has the body of the reply. */
    Future<JsonObject> send(TrackerRequest request);

    default Future<TrackerReply.Registered> register(TrackerRequest.Register request) {
        return send(request).map(body -> BusJson.read(body, TrackerReply.Registered.class));
    }

    default Future<TrackerReply.Published> publish(TrackerRequest.Publish request) {
        return send(request).map(body -> BusJson.read(body, TrackerReply.Published.class));
    }

    default Future<TrackerReply.Listing> list(TrackerRequest.ListFiles request) {
        return send(request).map(body -> BusJson.read(body, TrackerReply.Listing.class));
    }

    default Future<TrackerReply.Found> find(TrackerRequest.Find request) {
        return send(request).map(body -> BusJson.read(body, TrackerReply.Found.class));
    }

    default Future<SwarmView> join(TrackerRequest.Join request) {
        return send(request).map(body -> BusJson.read(body, SwarmView.class));
    }

    default Future<SwarmView> update(TrackerRequest.Update request) {
        return send(request).map(body -> BusJson.read(body, SwarmView.class));
    }

    default Future<Void> leave(TrackerRequest.Leave request) {
        return send(request).mapEmpty();
    }

    Future<Void> close();
}
