package io.starling.announce;

import static io.starling.announce.FakeTracker.doing;
import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.Addresses;
import io.starling.bus.BusException;
import io.starling.bus.TrackerRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpTrackerClientTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final BiConsumer<NetSocket, BusFrame> SILENCE = (socket, frame) -> {};

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(30, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("not done in time", e);
        }
    }

    private static BusException failure(Future<?> future) {
        return await(future.transform(done -> Future.succeededFuture((BusException) done.cause())));
    }

    private static TrackerRequest list(String query) {
        return new TrackerRequest.ListFiles(query, null, null);
    }

    private TcpTrackerClient client(int port, Duration timeout) {
        return new TcpTrackerClient(
                vertx, "127.0.0.1", port, new TrackerPatience(timeout, LONG, Duration.ofSeconds(1)));
    }

    @Test
    void sendsTheRequestOfTheDesignAndGivesTheBodyOfTheReply() {
        FakeTracker tracker = new FakeTracker(vertx, FakeTracker::echo);
        TcpTrackerClient client = client(await(tracker.listen(0)), LONG);

        JsonObject reply = await(client.send(list("a")));

        assertThat(reply)
                .isEqualTo(new JsonObject().put("v", 1).put("op", "list").put("query", "a"));
        BusFrame.Send sent = (BusFrame.Send) tracker.received.get(0);
        assertThat(sent.address()).isEqualTo(Addresses.TRACKER);
        assertThat(sent.replyAddress()).isNotBlank();
    }

    @Test
    void givesEachRequestItsOwnReplyInWhateverOrderTheyCome() {
        List<BusFrame> waiting = new ArrayList<>();
        FakeTracker tracker = new FakeTracker(vertx, (socket, frame) -> {
            waiting.add(0, frame);
            if (waiting.size() == 3) {
                waiting.forEach(each -> FakeTracker.echo(socket, each));
            }
        });
        TcpTrackerClient client = client(await(tracker.listen(0)), LONG);

        List<Future<JsonObject>> replies = List.of("a", "b", "c").stream()
                .map(query -> client.send(list(query)))
                .toList();

        assertThat(replies.stream().map(reply -> await(reply).getString("query")))
                .containsExactly("a", "b", "c");
        assertThat(tracker.sockets).hasSize(1);
    }

    @Test
    void failsWithTheCodeOfTheTracker() {
        FakeTracker tracker = new FakeTracker(
                vertx,
                (socket, frame) -> FakeTracker.write(
                        socket,
                        new BusFrame.Failure(
                                ((BusFrame.Send) frame).replyAddress(),
                                Addresses.TRACKER,
                                409,
                                "RECIPIENT_FAILURE",
                                "two")));
        TcpTrackerClient client = client(await(tracker.listen(0)), LONG);

        BusException failure = failure(client.send(list("a")));

        assertThat(failure.code()).isEqualTo(BusException.CONFLICT);
        assertThat(failure).hasMessage("two");
    }

    @Test
    void saysWhichTrackerDoesNotAnswer() {
        FakeTracker tracker = new FakeTracker(vertx, SILENCE);
        int port = await(tracker.listen(0));
        await(tracker.close());

        BusException failure = failure(client(port, LONG).send(list("a")));

        assertThat(failure.code()).isEqualTo(BusException.NO_TRACKER);
        assertThat(failure).hasMessageContaining("127.0.0.1:" + port);
    }

    @Test
    void findsTheTrackerAgainThatWasRestarted() {
        FakeTracker first = new FakeTracker(vertx, FakeTracker::echo);
        int port = await(first.listen(0));
        TcpTrackerClient client = client(port, LONG);
        await(client.send(list("a")));
        await(first.close());
        for (int i = 0; i < 3; i++) {
            assertThat(failure(client.send(list("b"))).code()).isEqualTo(BusException.NO_TRACKER);
        }

        FakeTracker second = new FakeTracker(vertx, FakeTracker::echo);
        await(second.listen(port));

        assertThat(await(client.send(list("c"))).getString("query")).isEqualTo("c");
    }

    @Test
    void failsWhatWaitsWhenTheConnectionIsLost() {
        FakeTracker tracker = new FakeTracker(vertx, doing(NetSocket::close));
        TcpTrackerClient client = client(await(tracker.listen(0)), LONG);

        assertThat(failure(client.send(list("a"))).code()).isEqualTo(BusException.NO_TRACKER);
    }

    @Test
    void givesUpARequestThatIsNotAnsweredAndTriesAnotherConnection() {
        List<NetSocket> silent = new ArrayList<>();
        FakeTracker tracker = new FakeTracker(vertx, (socket, frame) -> {
            if (silent.isEmpty() || silent.contains(socket)) {
                silent.add(socket);
            } else {
                FakeTracker.echo(socket, frame);
            }
        });
        TcpTrackerClient client = client(await(tracker.listen(0)), SHORT);

        assertThat(failure(client.send(list("a")))).hasMessageContaining("no reply within 500 ms");

        assertThat(await(client.send(list("b"))).getString("query")).isEqualTo("b");
    }

    @Test
    void keepsTheConnectionWhenOnlyOneRequestIsNotAnswered() {
        FakeTracker tracker = new FakeTracker(vertx, (socket, frame) -> {
            FakeTracker.write(socket, new BusFrame.Pong());
            if (frame.toJson().encode().contains("\"wanted\"")) {
                FakeTracker.echo(socket, frame);
            }
        });
        TcpTrackerClient client = client(await(tracker.listen(0)), SHORT);

        assertThat(failure(client.send(list("unwanted"))).code()).isEqualTo(BusException.NO_TRACKER);
        await(client.send(list("wanted")));

        assertThat(tracker.sockets).hasSize(1);
    }

    @Test
    void endsTheConnectionToWhateverSpeaksAnotherProtocol() {
        FakeTracker tracker = new FakeTracker(
                vertx, doing(socket -> socket.write(Buffer.buffer("HTTP/1.1 400 Bad Request\r\n\r\n"))));
        TcpTrackerClient client = client(await(tracker.listen(0)), LONG);

        BusException failure = failure(client.send(list("a")));

        assertThat(failure.code()).isEqualTo(BusException.NO_TRACKER);
        assertThat(failure).hasMessageContaining("does not speak");
    }

    @Test
    void failsAReplyWithoutAnObject() {
        FakeTracker tracker = new FakeTracker(
                vertx,
                (socket, frame) -> FakeTracker.write(
                        socket,
                        new BusFrame.Delivery(
                                String.valueOf(((BusFrame.Send) frame).replyAddress()), Map.of(), "text", true)));
        TcpTrackerClient client = client(await(tracker.listen(0)), LONG);

        assertThat(failure(client.send(list("a")))).hasMessageContaining("without a JSON object");
    }

    @Test
    void passesOnWhyTheTrackerEndsTheConnection() {
        FakeTracker tracker = new FakeTracker(vertx, (socket, frame) -> {
            FakeTracker.write(socket, new BusFrame.Failure(null, null, 413, "RECIPIENT_FAILURE", "too many"));
            socket.close();
        });
        TcpTrackerClient client = client(await(tracker.listen(0)), LONG);

        assertThat(failure(client.send(list("a")))).hasMessageContaining("too many");
    }

    @Test
    void refusesWhatIsBeyondItsBoundAndGoesOnWithTheRest() {
        FakeTracker tracker = new FakeTracker(vertx, FakeTracker::echo);
        TcpTrackerClient client = client(await(tracker.listen(0)), LONG);
        int limit = TcpTrackerClient.MAX_OPEN_REQUESTS;

        List<Future<JsonObject>> replies = IntStream.rangeClosed(0, limit)
                .mapToObj(i -> client.send(list("q" + i)))
                .toList();

        assertThat(failure(replies.get(limit))).hasMessageContaining(limit + " requests");
        assertThat(await(replies.get(limit - 1)).getString("query")).isEqualTo("q" + (limit - 1));
        await(client.send(list("later")));
    }

    @Test
    void failsWhatWaitsWhenItIsClosedAndEverythingAfter() {
        FakeTracker tracker = new FakeTracker(vertx, SILENCE);
        TcpTrackerClient client = client(await(tracker.listen(0)), LONG);
        Future<JsonObject> waiting = client.send(list("a"));

        await(client.close());
        await(client.close());

        assertThat(failure(waiting).code()).isEqualTo(BusException.NO_TRACKER);
        assertThat(failure(client.send(list("b")))).hasMessageContaining("closed");
    }

    /** A tracker that publishes at each address that is registered, answers requests, and hangs up when asked for "bye". */
    private FakeTracker publishing() {
        return new FakeTracker(vertx, (socket, frame) -> {
            if (frame instanceof BusFrame.Register register) {
                FakeTracker.write(
                        socket,
                        new BusFrame.Delivery(register.address(), Map.of(), new JsonObject().put("a", 1), false));
            } else if (frame instanceof BusFrame.Send send
                    && String.valueOf(send.body()).contains("bye")) {
                socket.close();
            }
            FakeTracker.echo(socket, frame);
        });
    }

    @Test
    void isToldTheEventsThatItFollowsAndAgainAfterALostConnection() {
        TcpTrackerClient client = client(await(publishing().listen(0)), LONG);
        List<JsonObject> events = new CopyOnWriteArrayList<>();
        client.follow("starling.events.swarm.x", events::add);
        await(client.send(list("a")));
        assertThat(events).containsExactly(new JsonObject().put("a", 1));

        failure(client.send(list("bye")));
        await(client.send(list("b")));
        assertThat(events).hasSize(2);
    }

    @Test
    void isToldNothingThatItFollowsNoMore() {
        FakeTracker tracker = publishing();
        TcpTrackerClient client = client(await(tracker.listen(0)), LONG);
        await(client.send(list("a")));
        List<JsonObject> events = new CopyOnWriteArrayList<>();
        client.follow("starling.events.swarm.x", events::add);
        client.unfollow("starling.events.swarm.x");
        await(client.send(list("b")));
        assertThat(tracker.received).contains(new BusFrame.Unregister("starling.events.swarm.x"));
        events.clear();

        JsonObject late = new JsonObject().put("a", 2);
        FakeTracker.write(
                tracker.sockets.get(0), new BusFrame.Delivery("starling.events.swarm.x", Map.of(), late, false));
        await(client.send(list("c")));
        assertThat(events).isEmpty();
    }

    @Test
    void followsNoMoreThanATrackerTakes() {
        FakeTracker tracker = publishing();
        TcpTrackerClient client = client(await(tracker.listen(0)), LONG);
        for (int i = 0; i <= RemoteTracker.MAX_FOLLOWED; i++) {
            client.follow("starling.events.swarm." + i, event -> {});
        }
        await(client.send(list("a")));

        assertThat(tracker.received.stream().filter(BusFrame.Register.class::isInstance))
                .hasSize(RemoteTracker.MAX_FOLLOWED);
    }
}
