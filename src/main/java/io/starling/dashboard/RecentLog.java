package io.starling.dashboard;

import io.starling.bus.Addresses;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last log events of the bus, for a page that opens after they were published. Used on one context. */
final class RecentLog {
    /** More than a person reads. */
    static final int MAX_EVENTS = 100;

    private final Deque<JsonObject> events = new ArrayDeque<>();

    /** Begins to listen; ends with the verticle on whose context this is called. */
    static RecentLog of(Vertx vertx) {
        RecentLog log = new RecentLog();
        vertx.eventBus()
                .<JsonObject>consumer(
                        Addresses.LOG, message -> log.add(message.body().copy()));
        return log;
    }

    private void add(JsonObject event) {
        if (events.size() == MAX_EVENTS) {
            events.removeFirst();
        }
        event.remove("v");
        events.addLast(event);
    }

    /** Oldest first. */
    List<JsonObject> events() {
        return List.copyOf(events);
    }
}
