package io.starling.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ReferenceCountUtil;
import io.starling.wire.CryptoMethod;
import io.starling.wire.MseStream;
import io.starling.wire.Rc4;
import io.vertx.core.Handler;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one TCP connection as Netty reads them, without the copy to the heap that {@link NetSocket#handler}
 * makes: about a tenth of the throughput of a transfer. The only class that uses Vert.x's internal socket; without it,
 * {@code handler(buffer -> …)} and {@code write(Buffer)} do the same, slower.
 */
final class RawSocket {
    /** Enough to keep a fast link busy while more is read from disk; each connection may hold so much. */
    private static final int WRITE_QUEUE_BYTES = 1024 * 1024;

    private final NetSocketInternal socket;
    private @Nullable Rc4 incoming;
    private @Nullable Rc4 outgoing;
    private int unsentWrites;
    private long movedNanos;

    RawSocket(NetSocket socket) {
        this.socket = (NetSocketInternal) socket;
        this.socket.setWriteQueueMaxSize(WRITE_QUEUE_BYTES);
    }

    /** From now on what is read is deciphered and what is written is enciphered, if that was agreed on. */
    void secure(MseStream stream) {
        if (stream.method() == CryptoMethod.RC4) {
            incoming = stream.incoming();
            outgoing = stream.outgoing();
        }
    }

    /** Each buffer that is read is lent to {@code handler} until it returns. */
    void onBytes(Consumer<ByteBuf> handler) {
        socket.messageHandler(message -> {
            try {
                ByteBuf bytes = (ByteBuf) message;
                if (incoming != null) {
                    incoming.applyTo(bytes);
                }
                handler.accept(bytes);
            } finally {
                ReferenceCountUtil.release(message);
            }
        });
    }

    /** Writes the buffer and releases it. */
    void write(ByteBuf bytes) {
        if (unsentWrites++ == 0) {
            movedNanos = System.nanoTime();
        }
        socket.writeMessage(outgoing == null ? bytes : enciphered(bytes, outgoing))
                .onComplete(done -> {
                    unsentWrites--;
                    movedNanos = System.nanoTime();
                    // A failed write closes the socket, and onClose tells; there is nothing more to do for the single
                    // buffer.
                    if (done.failed()) {
                        socket.close();
                    }
                });
    }

    /** As a copy: whose the bytes are, a file's perhaps that others are sent too, is not known here. */
    private static ByteBuf enciphered(ByteBuf bytes, Rc4 cipher) {
        ByteBuf copy = ByteBufAllocator.DEFAULT.directBuffer(bytes.readableBytes());
        cipher.transfer(bytes, copy);
        bytes.release();
        return copy;
    }

    /** How long the remote has taken nothing of what is waiting for it; 0 when nothing is. */
    long stuckNanos(long nowNanos) {
        return unsentWrites == 0 ? 0 : nowNanos - movedNanos;
    }

    boolean isWriteQueueFull() {
        return socket.writeQueueFull();
    }

    void onDrain(Handler<Void> handler) {
        socket.drainHandler(handler);
    }

    void onClose(Handler<Void> handler) {
        // The close event says all there is to say of a reset connection.
        socket.exceptionHandler(cause -> {});
        socket.closeHandler(handler);
    }

    void close() {
        var unused = socket.close();
    }

    SocketAddress remoteAddress() {
        return socket.remoteAddress();
    }

    InetAddress remoteInetAddress() {
        InetSocketAddress remote =
                (InetSocketAddress) socket.channelHandlerContext().channel().remoteAddress();
        return remote.getAddress();
    }
}
