package io.starling.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.bus.Addresses;
import io.starling.bus.BusException;
import io.starling.bus.TrackerReply;
import io.starling.bus.TrackerRequest;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TrackerClientTest {
    private static final TrackerRequest.ListFiles LIST = new TrackerRequest.ListFiles(null, null, null);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws TimeoutException {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp://127.0.0.1:7070", "tcp://tracker.example:1", "tcp://[::1]:7070"})
    void takesTheUriOfATcpTracker(String uri) {
        assertThat(TrackerClient.of(vertx, URI.create(uri))).isInstanceOf(TcpTrackerClient.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:7070", "tcp://127.0.0.1", "tcp:7070", "127.0.0.1", "tcp://127.0.0.1:0"})
    void namesAUriThatIsNone(String uri) {
        assertThatThrownBy(() -> TrackerClient.of(vertx, URI.create(uri)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tracker: \"" + uri + "\" (expected: tcp://host:port)");
    }

    @Test
    void asksOverTheEventBus() throws TimeoutException {
        vertx.eventBus().<JsonObject>consumer(Addresses.TRACKER, message -> {
            assertThat(TrackerRequest.read(message.body())).isEqualTo(LIST);
            message.reply(new JsonObject().put("v", 1).put("total", 7));
        });

        TrackerReply.Listing listing =
                TrackerClient.overEventBus(vertx).list(LIST).await(30, TimeUnit.SECONDS);

        assertThat(listing.total()).isEqualTo(7);
    }

    @Test
    void failsWithTheCodeOfTheTrackerOverTheEventBus() {
        vertx.eventBus().consumer(Addresses.TRACKER, message -> message.fail(409, "two"));

        assertThatThrownBy(() -> TrackerClient.overEventBus(vertx).list(LIST).await(30, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        BusException.class, e -> assertThat(e.code()).isEqualTo(409))
                .hasMessage("two");
    }

    @Test
    void saysThatNoTrackerIsOnTheEventBus() {
        assertThatThrownBy(() -> TrackerClient.overEventBus(vertx).list(LIST).await(30, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        BusException.class, e -> assertThat(e.code()).isEqualTo(BusException.NO_TRACKER));
    }

    @Test
    void failsAReplyThatIsNotWhatWasAskedFor() {
        vertx.eventBus().consumer(Addresses.TRACKER, message -> message.reply(new JsonObject().put("files", 1)));

        assertThatThrownBy(() -> TrackerClient.overEventBus(vertx).list(LIST).await(30, TimeUnit.SECONDS))
                .isInstanceOf(BusException.class)
                .hasMessageStartingWith("files:");
    }
}
