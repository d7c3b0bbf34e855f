package io.starling.announce;

import io.starling.bus.BusException;
import io.starling.bus.TrackerRequest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tracker's server socket: one connection, made by the first request that needs it and again after it was lost. All
 * state belongs to the context that made this object; {@link #send} hops there.
 *
 * <p>After a failed attempt the next one waits, longer each time, and the requests that come meanwhile wait with it: who
 * asks again and again dials no more often than that.
 */
final class TcpTrackerClient implements RemoteTracker {
    /** More than a peer has torrents with an update each in flight; beyond it something asks in a loop. */
    static final int MAX_OPEN_REQUESTS = 1_024;

    /** A tracker that is there accepts in milliseconds; a host that drops packets is given up. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(100);

    private final Vertx vertx;
    private final Context context;
    private final NetClient net;
    private final String host;
    private final int port;
    private final TrackerPatience patience;
    private final Map<String, Consumer<JsonObject>> followed = new LinkedHashMap<>();

    private @Nullable TrackerConnection connection;
    private @Nullable Future<TrackerConnection> connecting;
    private long backOffMillis;
    private int openRequests;
    private boolean isClosed;

    TcpTrackerClient(Vertx vertx, String host, int port, TrackerPatience patience) {
        this.patience = patience;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.host = host;
        this.port = port;
        this.net = vertx.createNetClient(new NetClientOptions()
                .setConnectTimeout((int)
                        Math.min(CONNECT_TIMEOUT.toMillis(), patience.memory().toMillis()))
                .setTcpNoDelay(true));
    }

    @Override
    public Future<JsonObject> send(TrackerRequest request) {
        Promise<JsonObject> reply = Promise.promise();
        context.runOnContext(unused -> submit(request).onComplete(reply));
        return reply.future();
    }

    private Future<JsonObject> submit(TrackerRequest request) {
        if (isClosed) {
            return Future.failedFuture(unreachable("this client is closed"));
        }
        if (openRequests >= MAX_OPEN_REQUESTS) {
            return Future.failedFuture(unreachable(MAX_OPEN_REQUESTS + " requests wait for it already"));
        }
        openRequests++;
        return connected()
                .compose(open -> open.request(request.envelope(), patience.of(request)))
                .onComplete(unused -> openRequests--);
    }

    private Future<TrackerConnection> connected() {
        if (connection != null) {
            return Future.succeededFuture(connection);
        }
        if (connecting == null) {
            connecting = afterBackOff()
                    .compose(unused -> net.connect(port, host))
                    .transform(attempt -> attempt.succeeded() ? opened(attempt.result()) : failed(attempt.cause()));
        }
        return connecting;
    }

    private Future<Void> afterBackOff() {
        return backOffMillis == 0
                ? Future.succeededFuture()
                : vertx.timer(backOffMillis).mapEmpty();
    }

    private Future<TrackerConnection> opened(NetSocket socket) {
        connecting = null;
        if (isClosed) {
            return socket.close().compose(unused -> Future.failedFuture(unreachable("this client is closed")));
        }
        backOffMillis = 0;
        TrackerConnection open = new TrackerConnection(vertx, socket, address(), this::heard);
        followed.keySet().forEach(open::register);
        connection = open;
        open.onClose(() -> {
            if (connection == open) {
                connection = null;
            }
        });
        return Future.succeededFuture(open);
    }

    private Future<TrackerConnection> failed(Throwable cause) {
        connecting = null;
        long longerMillis = Math.max(FIRST_BACK_OFF.toMillis(), 2 * backOffMillis);
        backOffMillis = Math.min(longerMillis, patience.longestBackOff().toMillis());
        return Future.failedFuture(unreachable(String.valueOf(cause.getMessage())));
    }

    @Override
    public void follow(String address, Consumer<JsonObject> listener) {
        context.runOnContext(unused -> {
            if (followed.size() < MAX_FOLLOWED
                    && followed.putIfAbsent(address, listener) == null
                    && connection != null) {
                connection.register(address);
            }
        });
    }

    @Override
    public void unfollow(String address) {
        context.runOnContext(unused -> {
            if (followed.remove(address) != null && connection != null) {
                connection.unregister(address);
            }
        });
    }

    private void heard(String address, JsonObject event) {
        Consumer<JsonObject> listener = followed.get(address);
        if (listener != null) {
            listener.accept(event);
        }
    }

    private BusException unreachable(String reason) {
        return new BusException(BusException.NO_TRACKER, "tracker " + address() + " does not answer: " + reason);
    }

    private String address() {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }

    @Override
    public Future<Void> close() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(unused -> {
            isClosed = true;
            Future<Void> ended = connection == null ? Future.succeededFuture() : connection.close();
            ended.eventually(net::close).onComplete(done);
        });
        return done.future();
    }
}
