package io.starling.node;

import io.starling.bus.Addresses;
import io.starling.bus.BusException;
import io.starling.bus.BusJson;
import io.starling.bus.PeerCommand;
import io.starling.bus.PeerStatus;
import io.starling.bus.TransferSnapshot;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** Commands to one peer over the event bus. They fail with {@link BusException}. */
final class PeerBus {
    /** What a peer answers from memory, it answers at once; longer means that it hangs. */
    static final Duration QUICK = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final String peer;

    PeerBus(Vertx vertx, String peer) {
        this.vertx = vertx;
        this.peer = peer;
    }

    String peer() {
        return peer;
    }

    Future<PeerStatus> status() {
        return send(new PeerCommand.Status(), QUICK).map(body -> BusJson.read(body, PeerStatus.class));
    }

    Future<TransferSnapshot> transfer(PeerCommand command, Duration timeout) {
        return send(command, timeout).map(body -> BusJson.read(body, TransferSnapshot.class));
    }

    /** The future has the body of the reply, or fails when there is none after {@code timeout}. */
    Future<JsonObject> send(PeerCommand command, Duration timeout) {
        DeliveryOptions options = new DeliveryOptions().setSendTimeout(Math.max(1, timeout.toMillis()));
        return vertx.eventBus()
                .<JsonObject>request(Addresses.peer(peer), command.toJson(), options)
                .map(reply -> reply.body())
                .recover(failure -> Future.failedFuture(failure instanceof ReplyException e ? ofReply(e) : failure));
    }

    private BusException ofReply(ReplyException e) {
        return switch (e.failureType()) {
            case NO_HANDLERS -> new BusException(BusException.NO_TRACKER, "peer " + peer + ": is not there");
            case TIMEOUT -> new BusException(BusException.INTERNAL, "peer " + peer + ": does not answer");
            case RECIPIENT_FAILURE, ERROR -> new BusException(e.failureCode(), String.valueOf(e.getMessage()));
        };
    }
}
