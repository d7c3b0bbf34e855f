package io.starling.delivery;

import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.bus.DeliveriesChanged;
import io.starling.bus.Delivery;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Tells the bus how the deliveries stand: complete snapshots of those that changed, at most four times a second however much
 * happens, and the last state always.
 */
final class DeliveryPublisher {
    private static final long PERIOD_MILLIS = 250;

    private final Vertx vertx;
    private final Supplier<List<Delivery>> deliveries;
    private final long timer;
    private Map<String, Delivery> published = Map.of();

    DeliveryPublisher(Vertx vertx, Supplier<List<Delivery>> deliveries) {
        this.vertx = vertx;
        this.deliveries = deliveries;
        this.timer = vertx.setPeriodic(PERIOD_MILLIS, unused -> publish());
    }

    void stop() {
        vertx.cancelTimer(timer);
        publish();
    }

    private void publish() {
        Map<String, Delivery> present = new LinkedHashMap<>();
        deliveries.get().forEach(delivery -> present.put(delivery.id(), delivery));
        List<Delivery> changed = present.values().stream()
                .filter(delivery -> !delivery.equals(published.get(delivery.id())))
                .toList();
        List<String> removed = published.keySet().stream()
                .filter(id -> !present.containsKey(id))
                .toList();
        published = present;
        if (!changed.isEmpty() || !removed.isEmpty()) {
            vertx.eventBus()
                    .publish(Addresses.DELIVERIES_CHANGED, BusJson.write(new DeliveriesChanged(changed, removed)));
        }
    }
}
