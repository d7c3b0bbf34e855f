package io.starling.delivery;

import io.starling.bus.Addresses;
import io.starling.bus.BusException;
import io.starling.bus.BusJson;
import io.starling.bus.PeerCommand;
import io.starling.bus.PeerStatus;
import io.starling.torrent.InfoHash;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** Asks and tells peers over the bus. Each failure is a {@link BusException} that says what a person wants to know. */
final class PeerCalls {
    /** Answered from memory; a member of the cluster that is gone costs no more. */
    private static final Duration QUICK = Duration.ofSeconds(2);

    /** The peer asks the tracker and opens files; meanwhile its status says how far that is. */
    private static final Duration SLOW = Duration.ofSeconds(30);

    private final Vertx vertx;

    PeerCalls(Vertx vertx) {
        this.vertx = vertx;
    }

    Future<PeerStatus> status(String peer) {
        return send(peer, new PeerCommand.Status(), QUICK).map(body -> BusJson.read(body, PeerStatus.class));
    }

    Future<Void> carryOut(Order order, InfoHash infoHash) {
        return switch (order.kind()) {
            case FETCH ->
                send(order.peer(), PeerCommand.Add.of(infoHash.hex()), SLOW).mapEmpty();
            case PAUSE ->
                send(order.peer(), new PeerCommand.Pause(infoHash), QUICK).mapEmpty();
        };
    }

    private Future<JsonObject> send(String peer, PeerCommand command, Duration timeout) {
        DeliveryOptions options = new DeliveryOptions().setSendTimeout(timeout.toMillis());
        return vertx.eventBus()
                .<JsonObject>request(Addresses.peer(peer), command.toJson(), options)
                .map(reply -> reply.body())
                .recover(failure -> Future.failedFuture(failure instanceof ReplyException e ? of(e) : failure));
    }

    private static BusException of(ReplyException e) {
        return switch (e.failureType()) {
            case NO_HANDLERS -> new BusException(BusException.NO_TRACKER, "is not there");
            case TIMEOUT, ERROR -> new BusException(BusException.NO_TRACKER, "does not answer");
            case RECIPIENT_FAILURE -> new BusException(e.failureCode(), String.valueOf(e.getMessage()));
        };
    }
}
