package io.starling.bus;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one asks a node at {@link Addresses#node}; the field {@code op} of the body names which. Each says here what the
 * reply is. A null component is a field that the message leaves out.
 */
public sealed interface NodeCommand {
    /**
     * Starts a peer, a tracker, or a verticle that is on the node's class path, and keeps it for the node's next start.
     * Exactly one of {@code peer}, {@code tracker} and {@code verticle} is there; the reply is {@link NodeStatus.Peer},
     * {@link NodeStatus.Tracker} or {@link NodeStatus.Verticle}.
     *
     * @param peer its options, as an entry of {@code peers} in a configuration; {@code id} must be among them
     * @param verticle the name of a class
     * @param id how the verticle is called on this node; as its class when absent
     * @param options how the verticle is deployed: {@code config}, {@code instances}, {@code threadingModel}
     * @param tracker its options, as the section {@code tracker} of a configuration
     */
    record Deploy(
            @Nullable JsonObject peer,
            @Nullable String verticle,
            @Nullable String id,
            @Nullable JsonObject options,
            @Nullable JsonObject tracker)
            implements NodeCommand {
        public Deploy {
            requireOne("deploy", peer, verticle, tracker);
            if (verticle == null && (id != null || options != null)) {
                throw new IllegalArgumentException("deploy: expected id and options with a verticle only");
            }
            if (verticle != null) {
                Require.text("verticle", verticle);
            }
            if (id != null) {
                Require.id("id", id);
            }
            peer = peer == null ? null : peer.copy();
            options = options == null ? null : options.copy();
            tracker = tracker == null ? null : tracker.copy();
        }

        public static Deploy ofPeer(JsonObject peer) {
            return new Deploy(peer, null, null, null, null);
        }

        public static Deploy ofTracker(JsonObject tracker) {
            return new Deploy(null, null, null, null, tracker);
        }

        public static Deploy ofVerticle(String type, @Nullable String id, @Nullable JsonObject options) {
            return new Deploy(null, type, id, options, null);
        }
    }

    /**
     * Stops what was deployed, and forgets it; files that it wrote stay. The reply is {@link TrackerReply.Done}. Exactly one
     * of the three is there.
     *
     * @param peer its id
     * @param verticle how it is called on this node
     * @param tracker true: of those there is one on a node
     */
    record Undeploy(
            @Nullable String peer,
            @Nullable String verticle,
            @Nullable Boolean tracker) implements NodeCommand {
        public Undeploy {
            requireOne("undeploy", peer, verticle, Boolean.FALSE.equals(tracker) ? null : tracker);
        }

        public static Undeploy ofPeer(String id) {
            return new Undeploy(id, null, null);
        }

        public static Undeploy ofVerticle(String id) {
            return new Undeploy(null, id, null);
        }

        public static Undeploy ofTracker() {
            return new Undeploy(null, null, true);
        }
    }

    /** Asks what the node runs; the reply is {@link NodeStatus}. */
    record Status() implements NodeCommand {}

    /** The names of the commands in the field {@code op}. */
    Map<String, Class<? extends Record>> OPS =
            Map.of("deploy", Deploy.class, "undeploy", Undeploy.class, "status", Status.class);

    /** Reads a body; throws {@link BusException} 400 naming what was wrong. */
    static NodeCommand read(JsonObject body) {
        return (NodeCommand) Ops.read(body, OPS);
    }

    /** The body for the bus. */
    default JsonObject toJson() {
        return Ops.envelope((Record) this, OPS).toJson();
    }

    private static void requireOne(
            String op, @Nullable Object peer, @Nullable Object verticle, @Nullable Object tracker) {
        long present = Stream.of(Optional.ofNullable(peer), Optional.ofNullable(verticle), Optional.ofNullable(tracker))
                .filter(Optional::isPresent)
                .count();
        if (present != 1) {
            throw new IllegalArgumentException(op + ": expected either peer, tracker or verticle");
        }
    }
}
