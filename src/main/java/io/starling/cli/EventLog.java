package io.starling.cli;

import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.bus.LogEvent;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the events that a person wants to know to the log, which goes to stderr. */
final class EventLog {
    private static final Logger LOG = LoggerFactory.getLogger("io.starling.event");

    private EventLog() {}

    /** @param least events of a lower level are not written */
    static void follow(Vertx vertx, LogEvent.Level least) {
        vertx.eventBus().<JsonObject>consumer(Addresses.LOG, message -> {
            LogEvent event = BusJson.read(message.body(), LogEvent.class);
            if (event.level().compareTo(least) < 0) {
                return;
            }
            switch (event.level()) {
                case INFO -> LOG.info("{}: {}", event.source(), event.text());
                case WARNING -> LOG.warn("{}: {}", event.source(), event.text());
                case ERROR -> LOG.error("{}: {}", event.source(), event.text());
            }
        });
    }
}
