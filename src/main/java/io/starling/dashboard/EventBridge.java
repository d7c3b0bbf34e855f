package io.starling.dashboard;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import io.vertx.ext.web.handler.sockjs.Transport;

/** The events of the bus for browsers, over SockJS, each of which is a {@link Listener}. Used on one context. */
final class EventBridge {
    /** A page answers each with a ping. */
    private static final long HEARTBEAT_MILLIS = 5_000;

    private final Vertx vertx;
    private final ConnectionLimits limits;
    private final DistantTracker tracker;
    private int listeners;

    private EventBridge(Vertx vertx, ConnectionLimits limits, DistantTracker tracker) {
        this.vertx = vertx;
        this.limits = limits;
        this.tracker = tracker;
    }

    static Router create(Vertx vertx, ConnectionLimits limits, DistantTracker tracker) {
        SockJSHandlerOptions options = new SockJSHandlerOptions()
                .setInsertJSESSIONID(false)
                .setRegisterWriteHandler(false)
                .setHeartbeatInterval(HEARTBEAT_MILLIS)
                // A script of another site could read these, or needs a page inside a frame; websocket and xhr suffice.
                .addDisabledTransport(Transport.JSON_P.name())
                .addDisabledTransport(Transport.HTML_FILE.name())
                .addDisabledTransport(Transport.EVENT_SOURCE.name());
        return SockJSHandler.create(vertx, options).socketHandler(new EventBridge(vertx, limits, tracker)::accept);
    }

    private void accept(SockJSSocket socket) {
        if (listeners == limits.listeners()) {
            socket.close();
            return;
        }
        listeners++;
        new Listener(vertx, socket, limits, tracker).start(() -> listeners--);
    }
}
