package io.starling.tracker;

import io.starling.announce.BusFrame;
import io.starling.announce.BusFrameDecoder;
import io.starling.announce.BusFrameEncoder;
import io.starling.bus.Addresses;
import io.starling.bus.BusException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One client of the TCP door. Requests to the tracker go to its logic, nowhere else; events that were subscribed to come
 * back. A frame that is wrong ends this connection, after an error frame that says why; a request that is wrong gets an
 * error reply, and the connection goes on. Owned by the tracker's context.
 */
final class DoorConnection {
    /** A client with more unanswered requests is not read from: the next ones wait in its own buffers. */
    static final int MAX_IN_FLIGHT = 16;

    /** A peer may take time to add a transfer: it may ask the tracker itself. */
    private static final Duration FORWARD_TIMEOUT = Duration.ofSeconds(30);

    /** Enough for an error frame to arrive, and too short to be worth it. */
    private static final Duration LINGER = Duration.ofMillis(250);

    private static final String TOKEN_HEADER = "token";

    private final Vertx vertx;
    private final NetSocket socket;
    private final TcpDoor door;
    private final TrackerLogic logic;
    private final String token;
    private final Caller caller;
    private final BusFrameDecoder decoder = new BusFrameDecoder();
    private final Subscriptions subscriptions;
    private Runnable closeListener = () -> {};
    private int bufferedBytes;
    private int inFlight;
    private boolean isEnding;

    DoorConnection(Vertx vertx, NetSocket socket, TcpDoor door, TrackerLogic logic, String token) {
        this.vertx = vertx;
        this.socket = socket;
        this.door = door;
        this.logic = logic;
        this.token = token;
        this.caller = new Caller(socket.remoteAddress().hostAddress());
        this.subscriptions = new Subscriptions(vertx.eventBus(), socket);
    }

    /** @param onClose called once, when the connection has ended for whatever reason */
    void start(Runnable onClose) {
        closeListener = onClose;
        socket.handler(this::received);
        socket.exceptionHandler(unused -> {}); // closes, and that is told below
        socket.closeHandler(unused -> closed());
        socket.drainHandler(unused -> readAsLongAsAnswered());
    }

    private void closed() {
        isEnding = true;
        buffered(0);
        subscriptions.close();
        closeListener.run();
    }

    private void received(Buffer bytes) {
        if (isEnding) {
            return;
        }
        try {
            decoder.feed(bytes);
            buffered(decoder.bufferedBytes());
            for (Optional<JsonObject> frame = decoder.next(); frame.isPresent(); frame = decoder.next()) {
                handle(BusFrame.read(frame.get()));
            }
            buffered(decoder.bufferedBytes());
        } catch (BusException e) {
            refuse(e);
        }
        readAsLongAsAnswered();
    }

    private void buffered(int now) {
        int change = now - bufferedBytes;
        bufferedBytes = now;
        door.buffered(change);
    }

    /**
     * Says why, and closes a little later: what the client still sends is read and dropped until then, since closing
     * before it is read would take the error frame away from the client.
     */
    private void refuse(BusException reason) {
        isEnding = true;
        tell(reason);
        vertx.setTimer(LINGER.toMillis(), unused -> close());
    }

    /** Says why, and closes at once: for one connection too many. */
    void turnAway(BusException reason) {
        tell(reason);
        close();
    }

    private void tell(BusException reason) {
        fail(null, null, reason);
    }

    private void close() {
        socket.close().onFailure(unused -> {}); // it is closed already
    }

    private void handle(BusFrame frame) {
        if (frame instanceof BusFrame.Send send) {
            request(send);
        } else if (frame instanceof BusFrame.Register register) {
            subscribe(register.address());
        } else if (frame instanceof BusFrame.Unregister unregister) {
            subscriptions.remove(unregister.address());
        } else if (frame instanceof BusFrame.Ping) {
            write(new BusFrame.Pong());
        } else if (frame instanceof BusFrame.Publish publish) {
            fail(null, publish.address(), forbidden("publish: not open to clients"));
        } else {
            throw new BusException(BusException.MALFORMED, "type: a frame that only servers send");
        }
    }

    private void subscribe(String address) {
        try {
            subscriptions.add(address);
        } catch (BusException e) {
            fail(null, address, e);
        }
    }

    private void request(BusFrame.Send send) {
        inFlight++;
        answer(send).onComplete(reply -> {
            inFlight--;
            if (send.replyAddress() != null && !isEnding) {
                if (reply.succeeded()) {
                    write(new BusFrame.Delivery(send.replyAddress(), Map.of(), reply.result(), true));
                } else {
                    fail(send.replyAddress(), send.address(), reply.cause());
                }
            }
            readAsLongAsAnswered();
        });
    }

    private Future<Object> answer(BusFrame.Send send) {
        if (send.address().equals(Addresses.TRACKER)) {
            return send.body() instanceof JsonObject body
                    ? logic.answer(body, caller).map(reply -> reply)
                    : Future.failedFuture(new BusException(BusException.MALFORMED, "body: expected a JSON object"));
        }
        boolean isCommand = send.address().startsWith(Addresses.PEER_PREFIX)
                || send.address().startsWith(Addresses.NODE_PREFIX);
        if (!isCommand) {
            return Future.failedFuture(forbidden("address: not open to clients"));
        }
        if (!isToken(send.headers().get(TOKEN_HEADER))) {
            return Future.failedFuture(forbidden(
                    token.isEmpty()
                            ? "commands need a token, and the tracker has none configured"
                            : "header token: missing or wrong"));
        }
        DeliveryOptions options = new DeliveryOptions().setSendTimeout(FORWARD_TIMEOUT.toMillis());
        return vertx.eventBus()
                .<Object>request(send.address(), send.body(), options)
                .map(Message::body);
    }

    private static BusException forbidden(String message) {
        return new BusException(BusException.FORBIDDEN, message);
    }

    /** Takes as long whatever it is compared with. */
    private boolean isToken(@Nullable String shown) {
        return shown != null
                && !token.isEmpty()
                && MessageDigest.isEqual(
                        shown.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }

    private void fail(@Nullable String replyAddress, @Nullable String address, Throwable cause) {
        int code = BusException.INTERNAL;
        String type = ReplyFailure.RECIPIENT_FAILURE.name();
        if (cause instanceof BusException answered) {
            code = answered.code();
        } else if (cause instanceof ReplyException reply) {
            code = reply.failureCode();
            type = reply.failureType().name();
        }
        String message = String.valueOf(cause.getMessage());
        write(new BusFrame.Failure(replyAddress, address, code, type, message));
    }

    private Future<Void> write(BusFrame frame) {
        try {
            return socket.write(BusFrameEncoder.encode(frame));
        } catch (BusException e) {
            // Only a reply can be so long, of a torrent that was published by the event bus.
            return socket.close();
        }
    }

    /** Reads no further while replies wait: for the logic, or for the client to take them. */
    private void readAsLongAsAnswered() {
        if (!isEnding && (inFlight >= MAX_IN_FLIGHT || socket.writeQueueFull())) {
            socket.pause();
        } else {
            socket.resume();
        }
    }
}
