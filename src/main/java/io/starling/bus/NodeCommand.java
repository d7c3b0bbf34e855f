package io.starling.bus;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one asks a node at {@link Addresses#node}; the field {@code op} of the body names which. Each says here what the
 * reply is. A null component is a field that the message leaves out.
 */
public sealed interface NodeCommand {
    /**
     * Starts a peer, or a verticle that is on the node's class path, and keeps it for the node's next start. Exactly one of
     * {@code peer} and {@code verticle} is there; the reply is {@link NodeStatus.Peer} or {@link NodeStatus.Verticle}.
     *
     * @param peer its options, as an entry of {@code peers} in a configuration; {@code id} must be among them
     * @param verticle the name of a class
     * @param id how the verticle is called on this node; as its class when absent
     * @param options how the verticle is deployed: {@code config}, {@code instances}, {@code threadingModel}
     */
    record Deploy(
            @Nullable JsonObject peer,
            @Nullable String verticle,
            @Nullable String id,
            @Nullable JsonObject options) implements NodeCommand {
        public Deploy {
            requireOne("deploy", peer, verticle);
            if (peer != null && (id != null || options != null)) {
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
        }

        public static Deploy ofPeer(JsonObject peer) {
            return new Deploy(peer, null, null, null);
        }
    }

    /**
     * Stops what was deployed, and forgets it; files that it wrote stay. The reply is {@link TrackerReply.Done}. Exactly one
     * of the two is there.
     *
     * @param peer its id
     * @param verticle how it is called on this node
     */
    record Undeploy(@Nullable String peer, @Nullable String verticle) implements NodeCommand {
        public Undeploy {
            requireOne("undeploy", peer, verticle);
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

    private static void requireOne(String op, @Nullable Object peer, @Nullable Object verticle) {
        if ((peer == null) == (verticle == null)) {
            throw new IllegalArgumentException(op + ": expected either peer or verticle");
        }
    }
}
