package io.starling.testing;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Stands between two peers on this machine and reads all that goes by, as anybody on the way could. */
public final class Relay {
    private final Vertx vertx;
    private final SocketAddress target;
    private final List<Heard> connections = new CopyOnWriteArrayList<>();
    private final int port;

    /** What went by on one connection. */
    private record Heard(Buffer toTarget, Buffer fromTarget) {}

    public Relay(Vertx vertx, SocketAddress target) throws Exception {
        this.vertx = vertx;
        this.target = target;
        this.port = vertx.createNetServer()
                .connectHandler(this::connect)
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS)
                .actualPort();
    }

    public SocketAddress address() {
        return SocketAddress.inetSocketAddress(port, "127.0.0.1");
    }

    /** How many connections there were. */
    public int connections() {
        return connections.size();
    }

    /** Whether these words went by on the last connection, in either direction. */
    public boolean hasHeard(String words) {
        Heard last = connections.get(connections.size() - 1);
        return hold(last.toTarget, words) || hold(last.fromTarget, words);
    }

    private static boolean hold(Buffer heard, String words) {
        synchronized (heard) {
            return heard.toString(StandardCharsets.ISO_8859_1).contains(words);
        }
    }

    private void connect(NetSocket dialler) {
        Heard heard = new Heard(Buffer.buffer(), Buffer.buffer());
        connections.add(heard);
        dialler.pause();
        Clients.net(vertx).connect(target).onSuccess(socket -> {
            pass(dialler, socket, heard.toTarget);
            pass(socket, dialler, heard.fromTarget);
            dialler.resume();
        });
    }

    private static void pass(NetSocket from, NetSocket to, Buffer heard) {
        from.handler(bytes -> {
            synchronized (heard) {
                heard.appendBuffer(bytes);
            }
            to.write(bytes);
        });
        from.closeHandler(closed -> to.close());
    }
}
