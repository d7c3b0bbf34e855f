package io.starling.dashboard;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.Addresses;
import io.starling.testing.Clients;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pages that read slowly, or not at all, cost bounded memory and keep nobody else from being told. */
@ExtendWith(VertxExtension.class)
class SlowBrowserTest {
    private static final String SWARM = Addresses.swarm(FakePeer.hash(7));
    private static final String PADDING = "x".repeat(100_000);
    private static final int SNAPSHOTS = 1_000;

    /** What two kernels' buffers of a connection hold at most, and a few snapshots; a tenth of what is published. */
    private static final int MAX_TOLD = 150;

    private final List<Follower> followers = new ArrayList<>();
    private Vertx vertx;
    private String url;

    @BeforeEach
    void vertx(Vertx vertx) {
        this.vertx = vertx;
        FakeNode.start(vertx, "alpha", List.of());
    }

    @AfterEach
    void close() throws Exception {
        for (Follower follower : followers) {
            follower.close();
        }
    }

    private void start(ConnectionLimits limits) throws Exception {
        DashboardVerticle dashboard =
                new DashboardVerticle(new DashboardOptions().setPort(0), "alpha", Map.of(), limits);
        vertx.deployVerticle(dashboard).await(10, SECONDS);
        url = dashboard.url();
    }

    /** How many snapshots it is told of, and that it is told of the last. */
    private static final class Told {
        private final AtomicLong count = new AtomicLong();
        private final Promise<Void> first = Promise.promise();
        private final Promise<Void> last = Promise.promise();

        void take(JsonObject frame) {
            Integer number = frame.getJsonObject("body").getInteger("number");
            first.tryComplete();
            count.incrementAndGet();
            if (number == SNAPSHOTS) {
                last.tryComplete();
            }
        }
    }

    private void publish(int number) {
        vertx.eventBus().publish(SWARM, new JsonObject().put("number", number).put("padding", PADDING));
    }

    /** Until the registration has arrived, nothing that is published comes back. */
    private Follower follow(Follower.Transport transport, Told told) throws Exception {
        Follower follower = Follower.open(vertx, url, transport, told::take);
        followers.add(follower);
        follower.register(SWARM);
        long timer = vertx.setPeriodic(20, unused -> publish(0));
        told.first.future().await(10, SECONDS);
        vertx.cancelTimer(timer);
        return follower;
    }

    @ParameterizedTest
    @EnumSource(Follower.Transport.class)
    void tellsOneThatReadsAgainHowThingsStandAndNotAllThatHappened(Follower.Transport transport) throws Exception {
        start(ConnectionLimits.DEFAULT);
        Told reader = new Told();
        follow(Follower.Transport.RAW_WEBSOCKET, reader);
        Told sleeper = new Told();
        Follower sleeping = follow(transport, sleeper);
        sleeping.pause();
        long before = sleeper.count.get();
        for (int number = 1; number <= SNAPSHOTS; number++) {
            publish(number);
        }
        reader.last.future().await(20, SECONDS);
        sleeping.resume();
        sleeper.last.future().await(20, SECONDS);
        assertThat(sleeper.count.get() - before).isLessThan(MAX_TOLD);
    }

    @Test
    void closesOneThatTakesNothing() throws Exception {
        start(limits(100, Duration.ofSeconds(30), Duration.ofMillis(300)));
        follow(Follower.Transport.RAW_WEBSOCKET, new Told()).pause();
        // Of those that come at once few are sent, which may all fit into what the kernel keeps.
        long timer = vertx.setPeriodic(5, unused -> publish(1));
        untilNobodyFollows();
        vertx.cancelTimer(timer);
    }

    @ParameterizedTest
    @EnumSource(Follower.Transport.class)
    void closesOneThatIsNotHeardOf(Follower.Transport transport) throws Exception {
        start(limits(100, Duration.ofMillis(300), Duration.ofSeconds(60)));
        follow(transport, new Told());
        untilNobodyFollows();
    }

    /** Completes when no listener is registered for the snapshots any more. */
    private void untilNobodyFollows() throws Exception {
        Promise<Void> unheard = Promise.promise();
        long timer = vertx.setPeriodic(
                50,
                unused -> vertx.eventBus()
                        .request(SWARM, new JsonObject().put("number", 0), new DeliveryOptions().setSendTimeout(1_000))
                        .onFailure(cause -> {
                            if (cause instanceof ReplyException reply
                                    && reply.failureType() == ReplyFailure.NO_HANDLERS) {
                                unheard.tryComplete();
                            }
                        }));
        unheard.future().await(20, SECONDS);
        vertx.cancelTimer(timer);
    }

    @Test
    void takesSoManyPagesAndNoMore() throws Exception {
        start(limits(1, Duration.ofSeconds(16), Duration.ofSeconds(60)));
        follow(Follower.Transport.RAW_WEBSOCKET, new Told());
        Promise<Void> closed = Promise.promise();
        Clients.webSocket(vertx)
                .connect(URI.create(url).getPort(), "127.0.0.1", "/eventbus/websocket")
                .onSuccess(socket -> socket.closeHandler(unused -> closed.complete()));
        closed.future().await(10, SECONDS);
    }

    private static ConnectionLimits limits(int listeners, Duration silence, Duration standstill) {
        ConnectionLimits all = ConnectionLimits.DEFAULT;
        return new ConnectionLimits(
                all.connections(), all.connectionsPerAddress(), all.arrival(), listeners, silence, standstill);
    }
}
