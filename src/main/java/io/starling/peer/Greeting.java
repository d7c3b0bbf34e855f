package io.starling.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.starling.wire.Handshake;
import io.starling.wire.WireException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The beginning of a connection, whoever dialled: gathers the remote's handshake, however slowly it comes, and keeps what
 * follows it for the connection that is then made.
 *
 * <pre>
 *   | opening | 68 bytes handshake | first messages … |
 *   '--------- Greeting -----------'---- PeerConnection
 * </pre>
 */
final class Greeting {
    /** More than the longest opening, and one read: nobody has so much to say before we have answered. */
    private static final int MAX_GATHERED_BYTES = 128 * 1024;

    private final RawSocket socket;
    private final Promise<Handshake> remote = Promise.promise();
    private final ByteBuf gathered = ByteBufAllocator.DEFAULT.buffer(Handshake.LENGTH_BYTES);
    private Opening opening = Opening.PLAIN;
    private boolean isOpen;
    private boolean isHandedOver;

    private Greeting(Vertx vertx, RawSocket socket, Duration timeout) {
        this.socket = socket;
        long timer =
                vertx.setTimer(timeout.toMillis(), id -> giveUp("no handshake within " + timeout.toMillis() + " ms"));
        socket.onBytes(this::gather);
        socket.onClose(closed -> fail(new HungUpException()));
        remote.future().onComplete(done -> {
            vertx.cancelTimer(timer);
            if (done.failed()) {
                discard();
            }
        });
    }

    /**
     * Begins to listen to the socket. When the remote's handshake fails, or has not come within {@code timeout}, the
     * socket is closed.
     */
    static Greeting await(Vertx vertx, RawSocket socket, Duration timeout) {
        return new Greeting(vertx, socket, timeout);
    }

    Future<Handshake> remote() {
        return remote.future();
    }

    /** What comes first; to be said before anything has come. */
    void open(Opening opening) {
        this.opening = opening;
    }

    /** Waits no longer for the handshake: the socket is closed. */
    void giveUp(String why) {
        fail(new WireException(why));
    }

    void fail(Throwable cause) {
        remote.tryFail(cause);
    }

    /** Whether it has ended, well or not. */
    boolean isOver() {
        return remote.future().isComplete();
    }

    RawSocket socket() {
        return socket;
    }

    /** Writes the buffer and releases it. */
    void write(ByteBuf bytes) {
        socket.write(bytes);
    }

    /** From now on the socket's bytes go to {@code next}, beginning with those that came behind the handshake. */
    void handOver(Consumer<ByteBuf> next) {
        isHandedOver = true;
        socket.onBytes(next);
        try {
            if (gathered.isReadable()) {
                next.accept(gathered);
            }
        } finally {
            gathered.release();
        }
    }

    /** Ends the connection; nothing has been handed over. */
    void discard() {
        if (!isHandedOver) {
            isHandedOver = true;
            gathered.release();
            socket.onBytes(bytes -> {});
            socket.close();
        }
    }

    private void gather(ByteBuf bytes) {
        if (isHandedOver) {
            return;
        }
        gathered.writeBytes(bytes);
        advance();
    }

    /** Goes on with what has come, as far as it can. */
    void advance() {
        if (isOver()) {
            return;
        }
        try {
            isOpen = isOpen || opening.isOver(gathered, this);
            if (isOpen) {
                Handshake.receive(gathered).ifPresent(remote::tryComplete);
            } else if (gathered.readableBytes() > MAX_GATHERED_BYTES) {
                giveUp("handshake: more than " + MAX_GATHERED_BYTES + " bytes before it");
            }
        } catch (WireException e) {
            fail(e);
        }
    }
}
