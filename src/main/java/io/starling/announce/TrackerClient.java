package io.starling.announce;

import io.starling.bus.BusJson;
import io.starling.bus.SwarmView;
import io.starling.bus.TrackerReply;
import io.starling.bus.TrackerRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.util.List;

/**
 * Talks to the tracker: over the event bus or over TCP, with the same messages. A request fails with a
 * {@link io.starling.bus.BusException} that carries the tracker's code, or {@code NO_TRACKER} when none answers in time.
 * Implementations reconnect by themselves: after a failure the next request tries again.
 */
public interface TrackerClient {
    /** A client of the tracker of this JVM or cluster. */
    static TrackerClient overEventBus(Vertx vertx) {
        return new EventBusTrackerClient(vertx);
    }

    /**
     * A client of the tracker's server socket; it connects with the first request. It belongs to the context that makes
     * it: its futures complete there, whichever thread asks.
     */
    static RemoteTracker overTcp(Vertx vertx, String host, int port) {
        return new TcpTrackerClient(vertx, host, port, TrackerPatience.WITH_THE_ONLY_ONE);
    }

    /**
     * Likewise, of several trackers one of which is active: it goes on to the next when one is gone or stands by.
     *
     * @param trackers their server sockets, at least one, in the order in which they are asked first
     */
    static RemoteTracker overTcp(Vertx vertx, List<SocketAddress> trackers) {
        if (trackers.size() == 1) {
            return overTcp(vertx, trackers.get(0).host(), trackers.get(0).port());
        }
        return new FailoverTrackerClient(
                vertx,
                trackers.stream()
                        .<RemoteTracker>map(tracker -> new TcpTrackerClient(
                                vertx, tracker.host(), tracker.port(), TrackerPatience.WITH_ONE_OF_SEVERAL))
                        .toList());
    }

    /** The client for a tracker's URI; throws {@link IllegalArgumentException} for any but {@code tcp://host:port}. */
    static TrackerClient of(Vertx vertx, URI tracker) {
        if (!"tcp".equals(tracker.getScheme()) || tracker.getHost() == null || tracker.getPort() < 1) {
            throw new IllegalArgumentException("tracker: \"" + tracker + "\" (expected: tcp://host:port)");
        }
        String host = tracker.getHost();
        boolean isIpv6 = host.startsWith("[") && host.endsWith("]");
        return overTcp(vertx, isIpv6 ? host.substring(1, host.length() - 1) : host, tracker.getPort());
    }

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

    /** Ends the connection, if there is one; requests that wait for a reply fail. */
    Future<Void> close();
}
