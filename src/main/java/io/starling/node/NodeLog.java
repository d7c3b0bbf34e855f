package io.starling.node;

import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.bus.LogEvent;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.time.Instant;

/**
 * What a node has to tell people. May be used on any thread.
 *
 * @param node its name
 */
record NodeLog(Vertx vertx, String node) {
    void info(String text) {
        publish(LogEvent.Level.INFO, text, new DeliveryOptions());
    }

    void error(String text) {
        publish(LogEvent.Level.ERROR, text, new DeliveryOptions());
    }

    /** What every node sees and says for itself: it is not sent to the others. */
    void infoHere(String text) {
        publish(LogEvent.Level.INFO, text, new DeliveryOptions().setLocalOnly(true));
    }

    private void publish(LogEvent.Level level, String text, DeliveryOptions options) {
        LogEvent event = new LogEvent(Instant.now(), level, node, null, text);
        vertx.eventBus().publish(Addresses.LOG, BusJson.write(event), options);
    }
}
