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
 * The first 68 bytes of a connection, whoever dialled: gathers the remote's handshake, however slowly it comes, and
 * keeps what follows it for the connection that is then made.
 *
 * <pre>
 *   | 68 bytes handshake | first messages … |
 *   '---- Greeting ------'---- PeerConnection
 * </pre>
 */
final class Greeting {
    private final RawSocket socket;
    private final Promise<Handshake> remote = Promise.promise();
    private final ByteBuf gathered = ByteBufAllocator.DEFAULT.buffer(Handshake.LENGTH_BYTES);
    private boolean isHandedOver;
    private boolean hasHungUp;

    private Greeting(Vertx vertx, RawSocket socket, Duration timeout) {
        this.socket = socket;
        long timer =
                vertx.setTimer(timeout.toMillis(), id -> giveUp("no handshake within " + timeout.toMillis() + " ms"));
        socket.onBytes(this::gather);
        socket.onClose(closed -> {
            hasHungUp = true;
            giveUp("closed before the handshake");
        });
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

    /** Waits no longer for the handshake: the socket is closed. */
    void giveUp(String why) {
        remote.tryFail(new WireException(why));
    }

    /** Whether it was the remote, or the network, that ended the connection. */
    boolean hasHungUp() {
        return hasHungUp;
    }

    RawSocket socket() {
        return socket;
    }

    void write(Handshake ours) {
        socket.write(ours.encode());
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
        if (remote.future().isComplete()) {
            return;
        }
        try {
            Handshake.receive(gathered).ifPresent(remote::tryComplete);
        } catch (WireException e) {
            remote.tryFail(e);
        }
    }
}
