package io.starling.tracker;

import io.starling.bus.BusException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.net.BindException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The tracker's server socket. It speaks the protocol of Vert.x's TCP event bus bridge, so that existing clients of that
 * work. Owned by the tracker's context, as its connections are.
 */
final class TcpDoor {
    /** Each costs a file descriptor; a default limit of many systems is a few thousand. */
    static final int MAX_CONNECTIONS = 4_000;

    /** One machine, perhaps with many peers, leaves room for the others. */
    static final int MAX_CONNECTIONS_PER_ADDRESS = 1_000;

    /** Frames that are not whole yet, of all connections together: some of the largest, or very many usual ones. */
    static final long MAX_BUFFERED_BYTES = 256L << 20;

    /** A peer sends a heartbeat every few seconds, and a client of the protocol pings. */
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

    private final Vertx vertx;
    private final TrackerLogic logic;
    private final TrackerOptions options;
    private final NetServer server;
    private final Set<DoorConnection> connections = new HashSet<>();
    private final Map<String, Integer> connectionsByAddress = new HashMap<>();
    private long bufferedBytes;

    TcpDoor(Vertx vertx, TrackerLogic logic, TrackerOptions options) {
        this.vertx = vertx;
        this.logic = logic;
        this.options = options;
        this.server = vertx.createNetServer(new NetServerOptions()
                .setTcpNoDelay(true)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setReadIdleTimeout((int) IDLE_TIMEOUT.toSeconds()));
        server.connectHandler(this::accept);
    }

    /** Fails with a {@link BindException} that names the address when it is in use or not of this machine. */
    Future<Void> listen() {
        return server.listen(options.getPort(), options.getHost())
                .<Void>mapEmpty()
                .recover(cause -> {
                    BindException refused = new BindException(
                            "tracker: " + address(options.getPort()) + " cannot be listened on: " + cause.getMessage());
                    refused.initCause(cause);
                    return Future.failedFuture(refused);
                });
    }

    /** The port that it listens on. */
    int port() {
        return server.actualPort();
    }

    String address(int port) {
        String host = options.getHost();
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }

    private void accept(NetSocket socket) {
        String address = socket.remoteAddress().hostAddress();
        int fromThere = connectionsByAddress.getOrDefault(address, 0);
        DoorConnection connection = new DoorConnection(vertx, socket, this, logic, options.getToken());
        if (connections.size() >= MAX_CONNECTIONS || fromThere >= MAX_CONNECTIONS_PER_ADDRESS) {
            connection.turnAway(new BusException(
                    BusException.TOO_LARGE,
                    "connections: expected at most " + MAX_CONNECTIONS + ", " + MAX_CONNECTIONS_PER_ADDRESS
                            + " of them from one address"));
            return;
        }
        connections.add(connection);
        connectionsByAddress.put(address, fromThere + 1);
        connection.start(() -> {
            connections.remove(connection);
            connectionsByAddress.computeIfPresent(address, (unused, count) -> count == 1 ? null : count - 1);
        });
    }

    /** A connection holds so many bytes more, or fewer, of frames; throws {@link BusException} when all hold too many. */
    void buffered(long change) {
        bufferedBytes += change;
        if (change > 0 && bufferedBytes > MAX_BUFFERED_BYTES) {
            throw new BusException(
                    BusException.TOO_LARGE,
                    "frames: the tracker holds " + MAX_BUFFERED_BYTES + " bytes of them already");
        }
    }

    Future<Void> close() {
        return server.close();
    }
}
