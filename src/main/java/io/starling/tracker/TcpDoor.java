package io.starling.tracker;

import io.starling.bus.BusException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.net.BindException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The tracker's server socket. It speaks the protocol of Vert.x's TCP event bus bridge, so that existing clients of that
 * work. Owned by the tracker's context, as its connections are.
 */
final class TcpDoor {
    /** How often it is looked for frames that take too long, in the time that they may take. */
    private static final int LOOKS_PER_FRAME_TIME = 4;

    private final Vertx vertx;
    private final Requests requests;
    private final TrackerOptions options;
    private final DoorLimits limits;
    private final HeldBytes incoming;
    private final HeldBytes outgoing;
    private final NetServer server;
    private final Set<DoorConnection> connections = new HashSet<>();
    private final ConnectionCount count;

    TcpDoor(Vertx vertx, Requests requests, TrackerOptions options, DoorLimits limits) {
        this.vertx = vertx;
        this.requests = requests;
        this.options = options;
        this.limits = limits;
        this.count = new ConnectionCount(limits.connections(), limits.connectionsPerAddress());
        this.incoming = new HeldBytes(limits.heldBytes(), limits.heldBytesPerAddress());
        this.outgoing = new HeldBytes(limits.heldBytes(), limits.heldBytesPerAddress());
        this.server = vertx.createNetServer(new NetServerOptions()
                .setTcpNoDelay(true)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) limits.idle().toMillis()));
        server.connectHandler(this::accept);
    }

    /** Fails with a {@link BindException} that names the address when it is in use or not of this machine. */
    Future<Void> listen() {
        return server.listen(options.getPort(), options.getHost())
                .<Void>mapEmpty()
                .onSuccess(listening -> vertx.setPeriodic(
                        Math.max(1, limits.frame().toMillis() / LOOKS_PER_FRAME_TIME), unused -> endSlowFrames()))
                .recover(cause -> {
                    BindException refused = new BindException("tracker: " + options.address(options.getPort())
                            + " cannot be listened on: " + cause.getMessage());
                    refused.initCause(cause);
                    return Future.failedFuture(refused);
                });
    }

    /** The port that it listens on. */
    int port() {
        return server.actualPort();
    }

    private void accept(NetSocket socket) {
        String address = socket.remoteAddress().hostAddress();
        DoorConnection connection = new DoorConnection(
                vertx, socket, requests, options.getToken(), incoming.share(address), outgoing.share(address));
        if (!count.enter(address)) {
            connection.turnAway(new BusException(
                    BusException.TOO_LARGE,
                    "connections: expected at most " + limits.connections() + ", " + limits.connectionsPerAddress()
                            + " of them from one address"));
            return;
        }
        connections.add(connection);
        connection.start(() -> {
            connections.remove(connection);
            count.leave(address);
        });
    }

    /** Who sends a byte now and then is never idle, and would hold its memory for ever. */
    private void endSlowFrames() {
        List.copyOf(connections).forEach(connection -> connection.endSlowFrame(limits.frame()));
    }

    Future<Void> close() {
        return server.close();
    }
}
