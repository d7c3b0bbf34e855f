package io.starling.announce;

import io.starling.bus.Addresses;
import io.starling.bus.BusException;
import io.starling.bus.Envelope;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * One open connection to a tracker's server socket, and the requests that wait for a reply on it, each by the reply
 * address that it carries. Owned by the context of its {@link TcpTrackerClient}.
 */
final class TrackerConnection {
    /** A third of the time after which the server closes a silent connection. */
    private static final Duration PING_INTERVAL = Duration.ofSeconds(20);

    /** A request that waits for its reply, with the timer that ends the wait. */
    private record Pending(Promise<JsonObject> reply, long timer) {}

    private final Vertx vertx;
    private final NetSocket socket;
    private final String name;
    private final BiConsumer<String, JsonObject> events;
    private final BusFrameDecoder decoder = new BusFrameDecoder();
    private final Map<String, Pending> pending = new LinkedHashMap<>();
    private final long pingTimer;
    private Runnable closeListener = () -> {};
    private long nextReplyAddress;
    private long buffersReceived;
    private long buffersReceivedAtPing = -1;

    /** @param events is told the address and the body of each message that is no reply */
    TrackerConnection(Vertx vertx, NetSocket socket, String name, BiConsumer<String, JsonObject> events) {
        this.vertx = vertx;
        this.socket = socket;
        this.name = name;
        this.events = events;
        this.pingTimer = vertx.setPeriodic(PING_INTERVAL.toMillis(), unused -> ping());
        socket.handler(this::received);
        socket.exceptionHandler(unused -> {}); // closes, and that is told below
        socket.closeHandler(unused -> closed());
    }

    /** Called once, when the connection ends for whatever reason: from then on it is of no use. */
    void onClose(Runnable listener) {
        closeListener = listener;
    }

    /** From now on what is published at this address is wanted. */
    void register(String address) {
        write(BusFrameEncoder.encode(new BusFrame.Register(address, Map.of())));
    }

    void unregister(String address) {
        write(BusFrameEncoder.encode(new BusFrame.Unregister(address)));
    }

    Future<JsonObject> request(Envelope body, Duration timeout) {
        String replyAddress = "r" + ++nextReplyAddress;
        Buffer frame;
        try {
            frame = BusFrameEncoder.encode(new BusFrame.Send(Addresses.TRACKER, replyAddress, Map.of(), body));
        } catch (BusException e) {
            return Future.failedFuture(e);
        }
        Promise<JsonObject> reply = Promise.promise();
        long sentAfter = buffersReceived;
        long timer = vertx.setTimer(timeout.toMillis(), unused -> timedOut(replyAddress, sentAfter, timeout));
        pending.put(replyAddress, new Pending(reply, timer));
        write(frame);
        return reply.future();
    }

    private void write(Buffer frame) {
        socket.write(frame).onFailure(unused -> close());
    }

    private void timedOut(String replyAddress, long sentAfter, Duration timeout) {
        if (buffersReceived == sentAfter) {
            close(); // nothing at all came: the next request is better off with a new connection
        }
        complete(replyAddress, Future.failedFuture(lost("no reply within " + timeout.toMillis() + " ms")));
    }

    private void ping() {
        if (buffersReceived == buffersReceivedAtPing) {
            close();
            return;
        }
        buffersReceivedAtPing = buffersReceived;
        write(BusFrameEncoder.encode(new BusFrame.Ping()));
    }

    private void received(Buffer bytes) {
        buffersReceived++;
        try {
            decoder.feed(bytes);
            for (Optional<JsonObject> frame = decoder.next(); frame.isPresent(); frame = decoder.next()) {
                handle(BusFrame.read(frame.get()));
            }
        } catch (BusException e) {
            close();
            failAll("it does not speak the TCP event bus protocol: " + e.getMessage());
        }
    }

    private void handle(BusFrame frame) {
        if (frame instanceof BusFrame.Delivery event && event.address().startsWith(Addresses.EVENTS_PREFIX)) {
            if (event.body() instanceof JsonObject body) {
                events.accept(event.address(), body);
            }
        } else if (frame instanceof BusFrame.Delivery delivery) {
            Future<JsonObject> body = delivery.body() instanceof JsonObject json
                    ? Future.succeededFuture(json)
                    : Future.failedFuture(lost("a reply without a JSON object"));
            complete(delivery.address(), body);
        } else if (frame instanceof BusFrame.Failure failure) {
            failed(failure);
        }
        // Anything else needs no answer: a pong has done its work by coming.
    }

    private void failed(BusFrame.Failure failure) {
        if (failure.address() == null) {
            failAll(failure.message()); // it says why before it closes the connection
            return;
        }
        boolean isAnswer = "RECIPIENT_FAILURE".equals(failure.failureType());
        complete(
                failure.address(),
                Future.failedFuture(
                        isAnswer
                                ? new BusException(failure.failureCode(), failure.message())
                                : lost(failure.message())));
    }

    /** A reply that nobody waits for any more is dropped. */
    private void complete(String replyAddress, Future<JsonObject> result) {
        Pending waiting = pending.remove(replyAddress);
        if (waiting != null) {
            vertx.cancelTimer(waiting.timer());
            result.onComplete(waiting.reply());
        }
    }

    private void failAll(String reason) {
        List<String> all = new ArrayList<>(pending.keySet());
        all.forEach(replyAddress -> complete(replyAddress, Future.failedFuture(lost(reason))));
    }

    private BusException lost(String reason) {
        return new BusException(BusException.NO_TRACKER, "tracker " + name + ": " + reason);
    }

    private void closed() {
        vertx.cancelTimer(pingTimer);
        abandon();
        failAll("the connection is lost");
    }

    /** Nothing more is to be sent here, although the end takes its time. */
    private void abandon() {
        Runnable listener = closeListener;
        closeListener = () -> {};
        listener.run();
    }

    Future<Void> close() {
        abandon();
        return socket.close();
    }
}
