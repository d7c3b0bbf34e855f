package io.starling.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.bus.LogEvent;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventPublisherTest {
    private final Vertx vertx = Vertx.vertx();
    private final List<String> published = new ArrayList<>();
    private final Promise<Void> end = Promise.promise();
    private final EventPublisher events = new EventPublisher(vertx.eventBus());

    EventPublisherTest() {
        vertx.eventBus().<JsonObject>consumer(Addresses.LOG, message -> {
            LogEvent event = BusJson.read(message.body(), LogEvent.class);
            published.add(event.level() + " " + event.text());
            if (event.text().equals("end")) {
                end.complete();
            }
        });
    }

    @AfterEach
    void close() {
        TrackerVerticleTest.await(vertx.close());
    }

    @Test
    void sumsUpACrowd() {
        for (int i = 0; i < EventPublisher.MAX_LINES_PER_TURN + 5; i++) {
            events.say(LogEvent.Level.INFO, null, "peer " + i + " joined");
        }
        events.say(LogEvent.Level.WARNING, null, "damage");
        events.nextTurn();
        events.nextTurn();
        events.say(LogEvent.Level.INFO, null, "end");
        TrackerVerticleTest.await(end.future());

        assertThat(published)
                .hasSize(EventPublisher.MAX_LINES_PER_TURN + 3)
                .contains("INFO peer 0 joined", "WARNING damage", "INFO and 5 events more");
    }
}
