package io.starling.delivery;

import io.starling.announce.TrackerClient;
import io.starling.bus.Addresses;
import io.starling.bus.BusException;
import io.starling.bus.BusJson;
import io.starling.bus.Deliveries;
import io.starling.bus.Delivery;
import io.starling.bus.DeliveryRequest;
import io.starling.bus.TrackerRequest;
import io.starling.torrent.Metainfo;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to the deliveries of a cluster, and answers at {@link Addresses#DELIVERIES}. One node runs it at a time, the one with
 * the active tracker; when another takes over it goes on with what the cluster remembers. Two at once do no harm but
 * ask twice.
 */
public final class DeliveryVerticle extends VerticleBase {
    /** The map of the cluster where deliveries are remembered, by id, as JSON. */
    static final String MAP = "starling.deliveries";

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryVerticle.class);

    private static final int ID_BYTES = 8;

    private final RollCall.Caller caller;
    private final SecureRandom random = new SecureRandom();
    private @Nullable Coordinator coordinator;
    private @Nullable DeliveryPublisher publisher;
    private @Nullable MessageConsumer<Object> consumer;

    /** @param caller tells who "all" are */
    public DeliveryVerticle(RollCall.Caller caller) {
        this.caller = caller;
    }

    @Override
    public Future<?> start() {
        Board board = new Board(vertx.sharedData().getAsyncMap(MAP));
        Coordinator started = new Coordinator(vertx, board, caller, Coordinator::steadyMillis);
        TrackerClient tracker = TrackerClient.overEventBus(vertx);
        coordinator = started;
        publisher = new DeliveryPublisher(vertx, board::all);
        MessageConsumer<Object> opened =
                vertx.eventBus().consumer(Addresses.DELIVERIES, message -> reply(message, started, tracker));
        consumer = opened;
        started.start();
        return opened.completion();
    }

    @Override
    public Future<?> stop() {
        if (coordinator != null) {
            coordinator.stop();
        }
        if (publisher != null) {
            publisher.stop();
        }
        return consumer == null ? Future.succeededFuture() : consumer.unregister();
    }

    private void reply(Message<Object> message, Coordinator deliveries, TrackerClient tracker) {
        Future.succeededFuture()
                .compose(now -> answer(message.body(), deliveries, tracker))
                .onSuccess(reply -> message.reply(BusJson.write(reply)))
                .onFailure(cause -> {
                    if (!(cause instanceof BusException)) {
                        LOG.error("a request for a delivery failed", cause);
                    }
                    int code = cause instanceof BusException known ? known.code() : BusException.INTERNAL;
                    message.fail(code, String.valueOf(cause.getMessage()));
                });
    }

    private Future<? extends Record> answer(Object body, Coordinator deliveries, TrackerClient tracker) {
        if (!(body instanceof JsonObject json)) {
            throw new BusException(BusException.MALFORMED, "body: expected a JSON object");
        }
        DeliveryRequest request = DeliveryRequest.read(json);
        if (request instanceof DeliveryRequest.Deliver deliver) {
            return described(deliver, tracker).compose(deliveries::begin);
        } else if (request instanceof DeliveryRequest.Status status) {
            return Future.succeededFuture(find(deliveries.board(), status.id()));
        } else if (request instanceof DeliveryRequest.Cancel cancel) {
            return deliveries.cancel(find(deliveries.board(), cancel.id()));
        }
        return Future.succeededFuture(new Deliveries(deliveries.board().all()));
    }

    private static Delivery find(Board board, String id) {
        return board.find(id)
                .orElseThrow(() -> new BusException(BusException.UNKNOWN, "id: there is no delivery \"" + id + "\""));
    }

    /** Name and length are the tracker's to tell; it knows no other files than those that peers can be told to fetch. */
    private Future<Delivery> described(DeliveryRequest.Deliver request, TrackerClient tracker) {
        Instant now = Instant.now();
        return tracker.find(new TrackerRequest.Find(null, request.infoHash()))
                .compose(found -> vertx.executeBlocking(
                                () -> Metainfo.parse(found.torrent()).grid().totalLength())
                        .map(length -> new Delivery(
                                newId(),
                                request.infoHash(),
                                found.name(),
                                length,
                                request.peers(),
                                Delivery.State.DELIVERING,
                                now,
                                now,
                                List.of())));
    }

    private String newId() {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }
}
