package io.starling.dashboard;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.Addresses;
import io.starling.testing.Clients;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.junit5.VertxExtension;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Those who hold connections, and say little or much. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class ConnectionsTest {
    private static final int PER_ADDRESS = 5;
    private static final String HEAD = "POST /api/v1/transfers HTTP/1.1\r\nHost: 127.0.0.1\r\n";

    private Vertx vertx;
    private int port;
    private String url;

    @BeforeEach
    void dashboard(Vertx vertx) throws Exception {
        this.vertx = vertx;
        FakeNode.start(vertx, "alpha", List.of());
        ConnectionLimits limits = new ConnectionLimits(
                8, PER_ADDRESS, Duration.ofMillis(400), 100, Duration.ofSeconds(16), Duration.ofSeconds(60));
        DashboardVerticle dashboard =
                new DashboardVerticle(new DashboardOptions().setPort(0), "alpha", Map.of(), limits);
        vertx.deployVerticle(dashboard).await(10, SECONDS);
        url = dashboard.url();
        port = URI.create(url).getPort();
    }

    private NetSocket connect(String from) throws Exception {
        return Clients.net(vertx, new NetClientOptions().setLocalAddress(from))
                .connect(port, "127.0.0.1")
                .await(10, SECONDS);
    }

    /** Completes when it has been closed; of one that is closed at once there is no other word. */
    private Future<Void> connectAndWait(String from) {
        Promise<Void> closed = Promise.promise();
        Clients.net(vertx, new NetClientOptions().setLocalAddress(from))
                .connect(port, "127.0.0.1")
                .onSuccess(socket -> socket.closeHandler(unused -> closed.tryComplete()))
                .onFailure(refused -> closed.tryComplete());
        return closed.future();
    }

    private static Future<Void> closed(NetSocket socket) {
        Promise<Void> closed = Promise.promise();
        socket.closeHandler(unused -> closed.complete());
        return closed.future();
    }

    /** At once or a little later: a request that this machine itself holds up is cut off as well. */
    private void answersOthers() throws Exception {
        while (!isServed("127.0.0.9")) {
            Thread.onSpinWait();
        }
    }

    @Test
    void doesNotWaitForHeadersThatComeByteByByte() throws Exception {
        dribble(HEAD + "X-Long: ");
    }

    @Test
    void doesNotWaitForABodyThatComesByteByByte() throws Exception {
        dribble(HEAD + "Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n");
    }

    private void dribble(String beginning) throws Exception {
        NetSocket slow = connect("127.0.0.1");
        Future<Void> closed = closed(slow);
        slow.write(beginning);
        long timer = vertx.setPeriodic(20, unused -> slow.write("x"));
        answersOthers();
        closed.await(10, SECONDS);
        vertx.cancelTimer(timer);
    }

    @Test
    void givesOneAddressItsShareOfConnectionsAndKeepsNoneThatIdle() throws Exception {
        List<Future<Void>> closed = new ArrayList<>();
        for (int i = 0; i < 4 * PER_ADDRESS; i++) {
            closed.add(connectAndWait("127.0.0.1"));
        }
        answersOthers();
        Future.all(closed).await(10, SECONDS);
        while (!isServed("127.0.0.1")) { // the dashboard hears of an end a moment after the client
            Thread.onSpinWait();
        }
    }

    private boolean isServed(String from) throws Exception {
        try {
            return new Http(vertx, url, from).get("/health/live").status() == 200;
        } catch (HttpClosedException | SocketException e) {
            return false;
        }
    }

    @Test
    void keepsAPageThatListensWhileIdleConnectionsAreClosed() throws Exception {
        WebSocket page = Clients.webSocket(vertx)
                .connect(port, "127.0.0.1", "/eventbus/websocket")
                .await(10, SECONDS);
        Promise<JsonObject> event = Promise.promise();
        page.handler(frame -> event.tryComplete(frame.toJsonObject()));
        closed(connect("127.0.0.1")).await(10, SECONDS);
        page.writeTextMessage(new JsonObject()
                .put("type", "register")
                .put("address", Addresses.LOG)
                .encode());
        long timer = vertx.setPeriodic(
                20, unused -> vertx.eventBus().publish(Addresses.LOG, new JsonObject().put("text", "hi")));
        assertThat(event.future().await(10, SECONDS).getJsonObject("body").getString("text"))
                .isEqualTo("hi");
        vertx.cancelTimer(timer);
    }

    @Test
    void takesNoLargeFrame() throws Exception {
        WebSocket page = Clients.webSocket(vertx)
                .connect(port, "127.0.0.1", "/eventbus/websocket")
                .await(10, SECONDS);
        Promise<Void> closed = Promise.promise();
        page.closeHandler(unused -> closed.complete());
        page.writeTextMessage("x".repeat(20_000_000)).onFailure(cut -> {});
        closed.future().await(10, SECONDS);
        answersOthers();
    }

    @Test
    void takesNoLargeBody() throws Exception {
        for (String path : List.of("/api/v1/transfers", "/eventbus/000/abcdefgh/xhr_send")) {
            NetSocket client = connect("127.0.0.1");
            Promise<String> answer = Promise.promise();
            client.handler(bytes -> answer.tryComplete(bytes.toString()));
            client.write("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 20000000\r\n\r\n" + "x".repeat(100_000));
            assertThat(answer.future().await(10, SECONDS)).as(path).startsWith("HTTP/1.1 413");
        }
        answersOthers();
    }
}
