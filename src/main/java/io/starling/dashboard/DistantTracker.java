package io.starling.dashboard;

import io.starling.announce.RemoteTracker;
import io.starling.bus.Addresses;
import io.starling.bus.TrackerRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The tracker that the node's peers ask, where it is on another event bus, as a peer of its own has it that names a
 * tracker's server socket. It stands in for the one that this bus does not have: the page shows the catalogue and the swarms
 * all the same. Used on the dashboard's context.
 */
final class DistantTracker {
    /** Of all events, those that a tracker publishes; the others are of peers, and here already. */
    private static final String SWARMS = Addresses.EVENTS_PREFIX + "swarm.";

    private final Optional<RemoteTracker> tracker;
    private final Map<String, Set<BiConsumer<String, JsonObject>>> followers = new HashMap<>();

    DistantTracker(Optional<RemoteTracker> tracker) {
        this.tracker = tracker;
    }

    /** The body of its reply, or empty when there is none to ask. */
    Optional<Future<JsonObject>> ask(TrackerRequest request) {
        return tracker.map(there -> there.send(request));
    }

    /** From now on the follower is told, with the address, each event of this address, if it is of a tracker at all. */
    void follow(String address, BiConsumer<String, JsonObject> follower) {
        if (tracker.isEmpty() || !address.startsWith(SWARMS)) {
            return;
        }
        Set<BiConsumer<String, JsonObject>> all = followers.computeIfAbsent(address, first -> {
            tracker.get().follow(address, event -> tell(address, event));
            return new LinkedHashSet<>();
        });
        all.add(follower);
    }

    private void tell(String address, JsonObject event) {
        followers.getOrDefault(address, Set.of()).forEach(follower -> follower.accept(address, event));
    }

    void unfollow(String address, BiConsumer<String, JsonObject> follower) {
        followers.computeIfPresent(address, (same, all) -> {
            all.remove(follower);
            if (all.isEmpty()) {
                tracker.ifPresent(there -> there.unfollow(address));
                return null;
            }
            return all;
        });
    }

    Future<Void> close() {
        return tracker.map(RemoteTracker::close).orElse(Future.succeededFuture());
    }
}
