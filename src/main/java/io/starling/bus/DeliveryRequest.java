package io.starling.bus;

import io.starling.torrent.InfoHash;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * What one asks at {@link Addresses#DELIVERIES}; the field {@code op} of the body names which. The reply is a
 * {@link Delivery}, except where it is said otherwise.
 */
public sealed interface DeliveryRequest {
    /**
     * Begins a delivery of a file of the catalogue, unless one of the same file to the same peers goes on; 404 when the file
     * is not in there. The reply is {@link DeliveryBegun}.
     */
    record Deliver(InfoHash infoHash, Recipients peers) implements DeliveryRequest {
        public Deliver {
            Require.present("infoHash", infoHash);
            Require.present("peers", peers);
        }
    }

    /** Asks how one delivery stands; 404 when there is none of this id. */
    record Status(String id) implements DeliveryRequest {
        public Status {
            Require.text("id", id);
        }
    }

    /**
     * Ends a delivery, and pauses the transfers that it began and that are not whole; 409 when all have the file already.
     */
    record Cancel(String id) implements DeliveryRequest {
        public Cancel {
            Require.text("id", id);
        }
    }

    /** Asks for all deliveries, the newest first; the reply is {@link Deliveries}. */
    record ListAll() implements DeliveryRequest {}

    /** The names of the requests in the field {@code op}. */
    Map<String, Class<? extends Record>> OPS =
            Map.of("deliver", Deliver.class, "status", Status.class, "cancel", Cancel.class, "list", ListAll.class);

    /** Reads a body; throws {@link BusException} 400 naming what was wrong. */
    static DeliveryRequest read(JsonObject body) {
        return (DeliveryRequest) Ops.read(body, OPS);
    }

    /** The body for the bus. */
    default JsonObject toJson() {
        return Ops.envelope((Record) this, OPS).toJson();
    }
}
