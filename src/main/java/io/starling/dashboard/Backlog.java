package io.starling.dashboard;

import io.starling.bus.Addresses;
import io.starling.bus.BusException;
import io.starling.bus.BusJson;
import io.starling.bus.DeliveriesChanged;
import io.starling.bus.TransfersChanged;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/**
 * The events that a browser is still to be sent: no more of them than it needs to show how things stand. Of a snapshot the
 * newest stands for all, of the changes of a peer's transfers and of deliveries their sum, of the log the last lines. So it is
 * bounded by what there is to show, and not by how long the browser does not read.
 */
final class Backlog {
    private final Map<String, Event> transfers = new LinkedHashMap<>();
    private final Map<String, Event> snapshots = new LinkedHashMap<>();
    private final Deque<Event> log = new ArrayDeque<>();

    /** An event, and where it was published. */
    record Event(String address, JsonObject body) {}

    void add(Event event) {
        switch (event.address) {
            case Addresses.TRANSFERS ->
                transfers.merge(
                        String.valueOf(event.body.getValue("peer")),
                        event,
                        (before, after) -> sum(before, after, TransfersChanged.class, TransfersChanged::then));
            case Addresses.DELIVERIES_CHANGED ->
                snapshots.merge(
                        event.address,
                        event,
                        (before, after) -> sum(before, after, DeliveriesChanged.class, DeliveriesChanged::then));
            case Addresses.LOG -> {
                if (log.size() == RecentLog.MAX_EVENTS) {
                    log.removeFirst();
                }
                log.addLast(event);
            }
            default -> snapshots.put(event.address, event);
        }
    }

    /** Takes out the one that is to be sent next. */
    Optional<Event> poll() {
        return Stream.of(transfers.values(), snapshots.values(), log)
                .filter(events -> !events.isEmpty())
                .findFirst()
                .map(Backlog::first);
    }

    private static Event first(Collection<Event> events) {
        Iterator<Event> all = events.iterator();
        Event first = all.next();
        all.remove();
        return first;
    }

    /** Forgets what was published there. */
    void drop(String address) {
        Stream.of(transfers.values(), snapshots.values(), log)
                .forEach(events -> events.removeIf(event -> event.address.equals(address)));
    }

    private static <T extends Record> Event sum(Event earlier, Event later, Class<T> type, BinaryOperator<T> sum) {
        try {
            T both = sum.apply(BusJson.read(earlier.body, type), BusJson.read(later.body, type));
            return new Event(later.address, BusJson.write(both));
        } catch (BusException e) {
            return later; // of one who speaks another language, so that there is nothing to add up
        }
    }
}
