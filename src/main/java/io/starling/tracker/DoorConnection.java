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

    /** Then others have their turn: a buffer may hold a thousand requests. */
    private static final int MAX_FRAMES_PER_TURN = 16;

    /** A large reply goes out in parts, so that a client is seen to take it. */
    private static final int WRITE_BYTES = 64 * 1024;

    private static final String TOKEN_HEADER = "token";

    private final Vertx vertx;
    private final NetSocket socket;
    private final Requests requests;
    private final String token;
    private final HeldBytes.Share incoming;
    private final HeldBytes.Share outgoing;
    private final Caller caller;
    private final BusFrameDecoder decoder = new BusFrameDecoder();
    private final Subscriptions subscriptions;
    private Runnable closeListener = () -> {};
    private int inFlight;
    private boolean isHandling;
    private boolean isEnding;

    /** When the frame began of which a part has come, or when it was last our turn and not the client's. */
    private long frameSinceNanos;

    DoorConnection(
            Vertx vertx,
            NetSocket socket,
            Requests requests,
            String token,
            HeldBytes.Share incoming,
            HeldBytes.Share outgoing) {
        this.vertx = vertx;
        this.socket = socket;
        this.requests = requests;
        this.token = token;
        this.incoming = incoming;
        this.outgoing = outgoing;
        this.caller = new Caller(
                socket.remoteAddress().hostAddress(), socket.localAddress().hostAddress());
        this.subscriptions = new Subscriptions(vertx.eventBus(), socket);
    }

    /** @param onClose called once, when the connection has ended for whatever reason */
    void start(Runnable onClose) {
        closeListener = onClose;
        socket.handler(this::received);
        socket.exceptionHandler(unused -> {}); // closes, and that is told below
        socket.closeHandler(unused -> closed());
        socket.drainHandler(unused -> goOnAfterUs());
    }

    private void closed() {
        isEnding = true;
        incoming.change(-incoming.held());
        subscriptions.close();
        closeListener.run();
    }

    private void received(Buffer bytes) {
        if (isEnding) {
            return;
        }
        if (!decoder.isWithinFrame()) {
            frameSinceNanos = System.nanoTime();
        }
        decoder.feed(bytes);
        goOn();
    }

    /** While it was our turn, or our replies were not taken, a frame that has begun could not go on. */
    private void goOnAfterUs() {
        frameSinceNanos = System.nanoTime();
        goOn();
    }

    /** Handles the frames that have come, in order, unless replies wait: for the logic, or for the client to take them. */
    private void goOn() {
        if (isHandling || isEnding) {
            return;
        }
        isHandling = true;
        boolean isMore = false;
        try {
            hold(decoder.bufferedBytes());
            isMore = handleSome();
            hold(decoder.bufferedBytes());
        } catch (BusException e) {
            refuse(e);
        } finally {
            isHandling = false;
        }
        readOrWait(isMore);
    }

    /** Tells whether there may be more that are whole. */
    private boolean handleSome() {
        for (int i = 0; i < MAX_FRAMES_PER_TURN && !isBusy(); i++) {
            Optional<JsonObject> frame = decoder.next();
            if (frame.isEmpty()) {
                return false;
            }
            frameSinceNanos = System.nanoTime();
            handle(BusFrame.read(frame.get()));
        }
        return true;
    }

    /** Reads no further while frames wait that were read already. */
    private void readOrWait(boolean isMore) {
        if (isEnding || !isMore) {
            socket.resume();
            return;
        }
        socket.pause();
        if (!isBusy()) {
            vertx.runOnContext(unused -> goOn());
        }
    }

    private boolean isBusy() {
        return inFlight >= MAX_IN_FLIGHT || socket.writeQueueFull();
    }

    private void hold(int bytes) {
        long more = bytes - incoming.held();
        if (more > 0 && !incoming.hasRoom(more)) {
            throw new BusException(
                    BusException.TOO_LARGE, "frame: the tracker holds as much of unfinished frames as it may");
        }
        incoming.change(more);
    }

    /** Ends the connection when a frame began that long ago and is still not whole. */
    void endSlowFrame(Duration limit) {
        boolean isLate = System.nanoTime() - frameSinceNanos > limit.toNanos();
        if (isLate && !isEnding && !isBusy() && decoder.isWithinFrame()) {
            refuse(new BusException(
                    BusException.MALFORMED, "frame: not whole after " + limit.toMillis() + " ms (expected: sooner)"));
        }
    }

    /**
     * Says why, and closes a little later: what the client still sends is read and dropped until then, since closing
     * before it is read would take the error frame away from the client.
     */
    private void refuse(BusException reason) {
        isEnding = true;
        tell(reason);
        socket.resume();
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
            String replyAddress = send.replyAddress();
            if (replyAddress != null && !isEnding) {
                if (reply.succeeded()) {
                    reply(replyAddress, send.address(), reply.result());
                } else {
                    fail(replyAddress, send.address(), reply.cause());
                }
            }
            goOnAfterUs();
        });
    }

    private Future<Object> answer(BusFrame.Send send) {
        if (send.address().equals(Addresses.TRACKER)) {
            return send.body() instanceof JsonObject body
                    ? requests.answer(body, caller).map(reply -> reply)
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

    /** Small replies always go out; a large one only when not too many lie about already. */
    private void reply(String replyAddress, String address, @Nullable Object body) {
        Buffer frame;
        try {
            frame = BusFrameEncoder.encode(new BusFrame.Delivery(replyAddress, Map.of(), body, true));
        } catch (BusException e) {
            // Of a torrent that was published over the event bus, where no frame limits it.
            fail(replyAddress, address, e);
            return;
        }
        if (outgoing.hasRoom(frame.length())) {
            write(frame);
        } else {
            BusException busy = new BusException(
                    BusException.NO_TRACKER, "the tracker is busy: as many replies as may wait to be taken do");
            fail(replyAddress, address, busy);
        }
    }

    private void write(BusFrame frame) {
        write(BusFrameEncoder.encode(frame));
    }

    private void write(Buffer frame) {
        outgoing.change(frame.length());
        Future<Void> written = Future.succeededFuture();
        for (int at = 0; at < frame.length(); at += WRITE_BYTES) {
            written = socket.write(frame.slice(at, Math.min(frame.length(), at + WRITE_BYTES)));
        }
        // When it fails the connection ends, and is told so.
        written.onComplete(unused -> outgoing.change(-frame.length()));
    }
}
