package io.starling.announce;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.Addresses;
import io.starling.bus.BusException;
import io.starling.bus.TrackerRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FailoverTrackerClientTest {
    private static final TrackerRequest LIST = new TrackerRequest.ListFiles("a", null, null);
    private static final BiConsumer<NetSocket, BusFrame> STANDS_BY = refusing(503, "this tracker stands by");

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

    private static BiConsumer<NetSocket, BusFrame> refusing(int code, String text) {
        return (socket, frame) -> FakeTracker.write(
                socket,
                new BusFrame.Failure(
                        ((BusFrame.Send) frame).replyAddress(), Addresses.TRACKER, code, "RECIPIENT_FAILURE", text));
    }

    private TrackerClient client(FakeTracker... trackers) {
        return TrackerClient.overTcp(
                vertx,
                Stream.of(trackers)
                        .map(tracker -> SocketAddress.inetSocketAddress(await(tracker.listen(0)), "127.0.0.1"))
                        .toList());
    }

    private FakeTracker tracker(BiConsumer<NetSocket, BusFrame> answer) {
        return new FakeTracker(vertx, answer);
    }

    @Test
    void passesOverThoseThatStandByAndStaysWithTheOneThatAnswers() {
        FakeTracker first = tracker(STANDS_BY);
        FakeTracker second = tracker(STANDS_BY);
        TrackerClient client = client(first, second, tracker(FakeTracker::echo));

        for (int i = 0; i < 3; i++) {
            assertThat(await(client.send(LIST)).getString("query")).isEqualTo("a");
        }

        assertThat(first.received).hasSize(1);
        assertThat(second.received).hasSize(1);
    }

    @Test
    void goesOnToTheNextWhenTheOneThatAnsweredIsGone() {
        FakeTracker first = tracker(FakeTracker::echo);
        FakeTracker second = tracker(FakeTracker::echo);
        TrackerClient client = client(first, second);
        await(client.send(LIST));
        assertThat(second.received).isEmpty();

        await(first.close());

        await(client.send(LIST));
        assertThat(second.received).hasSize(1);
    }

    @Test
    void comesBackToTheFirstWhenThatIsTheOneAgain() {
        boolean[] isFirst = {true};
        BiConsumer<NetSocket, BusFrame> echo = FakeTracker::echo;
        FakeTracker first = tracker((socket, frame) -> (isFirst[0] ? echo : STANDS_BY).accept(socket, frame));
        FakeTracker second = tracker((socket, frame) -> (isFirst[0] ? STANDS_BY : echo).accept(socket, frame));
        TrackerClient client = client(first, second);
        await(client.send(LIST));
        isFirst[0] = false;
        await(client.send(LIST));
        isFirst[0] = true;

        assertThat(await(client.send(LIST)).getString("query")).isEqualTo("a");
    }

    @Test
    void whatTheActiveOneRefusesNoOtherIsAsked() {
        FakeTracker second = tracker(FakeTracker::echo);
        TrackerClient client = client(tracker(refusing(410, "join again")), second);

        assertThat(failure(client.send(LIST)).code()).isEqualTo(BusException.JOIN_AGAIN);
        assertThat(second.received).isEmpty();
    }

    @Test
    void asksEachOnceAndThenSaysWhatAllSaid() {
        FakeTracker gone = tracker(FakeTracker::echo);
        FakeTracker standby = tracker(STANDS_BY);
        TrackerClient client = client(gone, standby);
        await(gone.close());

        BusException failure = failure(client.send(LIST));

        assertThat(failure.code()).isEqualTo(BusException.NO_TRACKER);
        assertThat(failure)
                .hasMessageContaining("none of 2 trackers answers")
                .hasMessageContaining("does not answer")
                .hasMessageContaining("this tracker stands by");
        assertThat(standby.received).hasSize(1);
    }

    @Test
    void requestsThatFailTogetherSkipNoTracker() {
        FakeTracker first = tracker(STANDS_BY);
        FakeTracker second = tracker(FakeTracker::echo);
        TrackerClient client = client(first, second, tracker(STANDS_BY));

        List<Future<JsonObject>> replies =
                IntStream.range(0, 20).mapToObj(i -> client.send(LIST)).toList();

        replies.forEach(reply -> assertThat(await(reply).getString("query")).isEqualTo("a"));
    }

    @Test
    void aTrackerThatHangsCostsTwoSeconds() {
        TrackerClient client = client(tracker((socket, frame) -> {}), tracker(FakeTracker::echo));
        long startedNanos = System.nanoTime();

        await(client.send(LIST));

        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos))
                .isBetween(1_500L, 9_000L);
    }

    @Test
    void closesAll() {
        FakeTracker first = tracker(STANDS_BY);
        TrackerClient client = client(first, tracker(FakeTracker::echo));
        await(client.send(LIST));

        await(client.close());

        assertThat(failure(client.send(LIST))).hasMessageContaining("closed");
    }
}
