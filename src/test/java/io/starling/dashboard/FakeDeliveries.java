package io.starling.dashboard;

import io.starling.bus.Addresses;
import io.starling.bus.BusException;
import io.starling.bus.BusJson;
import io.starling.bus.Deliveries;
import io.starling.bus.DeliveriesChanged;
import io.starling.bus.Delivery;
import io.starling.bus.Delivery.State;
import io.starling.bus.Delivery.Target;
import io.starling.bus.DeliveryBegun;
import io.starling.bus.DeliveryRequest;
import io.starling.bus.Recipients;
import io.starling.torrent.TransferStatus;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The node that sees to deliveries, as the bus sees it: tells what the test says, and keeps what it was asked to do. */
final class FakeDeliveries {
    /** A while ago. */
    static final Instant BEGUN = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(120);

    static final long LENGTH = 700L << 20;

    private final Vertx vertx;
    private final Map<String, Delivery> known = new ConcurrentHashMap<>();
    private final List<DeliveryRequest> requests = new CopyOnWriteArrayList<>();

    private FakeDeliveries(Vertx vertx) {
        this.vertx = vertx;
    }

    static FakeDeliveries start(Vertx vertx) {
        FakeDeliveries deliveries = new FakeDeliveries(vertx);
        vertx.eventBus().<JsonObject>consumer(Addresses.DELIVERIES, deliveries::answer);
        return deliveries;
    }

    /** One of the file whose info-hash is {@code hash} often, begun so many seconds after the first could be. */
    static Delivery delivery(String id, int hash, String name, int seconds, State state, Target... targets) {
        Instant begun = BEGUN.plusSeconds(seconds);
        Instant since = state == State.DELIVERING ? begun : BEGUN.plusSeconds(75);
        Recipients to =
                Recipients.of(List.of(targets).stream().map(Target::peer).toList());
        return new Delivery(id, FakePeer.hash(hash), name, LENGTH, to, state, begun, since, List.of(targets));
    }

    static Target fetching(String peer, int percent, long etaSeconds) {
        TransferStatus status = TransferStatus.DOWNLOADING;
        long have = LENGTH * percent / 100;
        return new Target(peer, Target.State.FETCHING, BEGUN, null, true, status, have, 9L << 20, etaSeconds);
    }

    static Target has(String peer) {
        return Target.of(peer, BEGUN).in(Target.State.DELIVERED, null, BEGUN.plusSeconds(75));
    }

    static Target missing(String peer, String why, Instant since) {
        return Target.of(peer, BEGUN).in(Target.State.MISSING, why, since);
    }

    /** Changes a delivery and tells the bus. */
    void publish(Delivery delivery) {
        known.put(delivery.id(), delivery);
        DeliveriesChanged changed = new DeliveriesChanged(List.of(delivery), List.of());
        vertx.eventBus().publish(Addresses.DELIVERIES_CHANGED, BusJson.write(changed));
    }

    /** What it was asked to begin and to cancel, in order. */
    List<DeliveryRequest> requests() {
        return requests;
    }

    private void answer(Message<JsonObject> message) {
        try {
            message.reply(BusJson.write(answer(DeliveryRequest.read(message.body()))));
        } catch (BusException e) {
            message.fail(e.code(), e.getMessage());
        }
    }

    private Record answer(DeliveryRequest request) {
        if (request instanceof DeliveryRequest.ListAll) {
            return new Deliveries(List.copyOf(known.values()));
        }
        requests.add(request);
        if (request instanceof DeliveryRequest.Cancel cancel) {
            Delivery called = known.get(cancel.id());
            Delivery off = called.with(called.targets(), State.CANCELLED, Instant.now());
            publish(off);
            return off;
        } else if (request instanceof DeliveryRequest.Deliver deliver
                && deliver.peers().peers().size() == 1) {
            Delivery begun = delivery("d9", 9, "new.iso", 600, State.DELIVERING, fetching("ada", 0, 80));
            publish(begun);
            return new DeliveryBegun(begun, true);
        }
        throw new BusException(BusException.TOO_LARGE, "1000 deliveries go on (expected: at most 1000)");
    }
}
