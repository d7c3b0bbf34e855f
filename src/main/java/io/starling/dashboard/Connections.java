package io.starling.dashboard;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to the dashboard, of which one address is not to take all. Who sends a byte of a request now and then is
 * never idle, and is closed all the same when the request is not whole in time; so is who keeps a connection for later.
 * Used on the dashboard's context.
 */
final class Connections implements Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final Vertx vertx;
    private final ConnectionLimits limits;
    private final Map<String, Integer> byAddress = new HashMap<>();

    /** When those are closed of which no request is whole: their timers. */
    private final Map<HttpConnection, Long> waiting = new HashMap<>();

    private int all;

    Connections(Vertx vertx, ConnectionLimits limits) {
        this.vertx = vertx;
        this.limits = limits;
    }

    /** A new one. */
    void accept(HttpConnection connection) {
        String address = connection.remoteAddress().hostAddress();
        if (all == limits.connections() || byAddress.getOrDefault(address, 0) == limits.connectionsPerAddress()) {
            close(connection);
            return;
        }
        all++;
        byAddress.merge(address, 1, Integer::sum);
        await(connection);
        connection.closeHandler(unused -> {
            all--;
            byAddress.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1);
            arrived(connection);
        });
    }

    /** The head of a request is here; its body may not be. */
    @Override
    public void handle(RoutingContext context) {
        HttpConnection connection = context.request().connection();
        context.request().end().onSuccess(unused -> arrived(connection));
        context.addEndHandler(ended -> {
            if (ended.succeeded()) {
                await(connection);
            }
        });
        context.next();
    }

    private void await(HttpConnection connection) {
        arrived(connection);
        long timer = vertx.setTimer(limits.arrival().toMillis(), unused -> close(connection));
        waiting.put(connection, timer);
    }

    private void arrived(HttpConnection connection) {
        Long timer = waiting.remove(connection);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }

    private static void close(HttpConnection connection) {
        connection.close().onFailure(cause -> LOG.debug("a connection did not close", cause));
    }
}
