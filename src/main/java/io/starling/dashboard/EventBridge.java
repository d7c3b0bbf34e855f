package io.starling.dashboard;

import io.starling.bus.Addresses;
import io.vertx.core.Vertx;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.sockjs.SockJSBridgeOptions;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import io.vertx.ext.web.handler.sockjs.Transport;
import java.util.regex.Pattern;

/**
 * The events of the bus for browsers, over SockJS. Outbound only: nothing that a browser sends reaches the bus. The bridge
 * forwards as it is published; those who publish do so at most 4 times a second.
 */
final class EventBridge {
    /** One for the transfers, one for the log, and one for each swarm on the screen. */
    private static final int MAX_ADDRESSES_PER_BROWSER = 200;

    /** A page answers each heartbeat with a ping; one that has missed three is gone or frozen, and what it was sent too. */
    private static final long HEARTBEAT_MILLIS = 5_000;

    private static final long PING_TIMEOUT_MILLIS = 16_000;

    private EventBridge() {}

    static Router create(Vertx vertx) {
        SockJSHandlerOptions handler = new SockJSHandlerOptions()
                .setInsertJSESSIONID(false)
                .setRegisterWriteHandler(false)
                .setHeartbeatInterval(HEARTBEAT_MILLIS)
                // A script of another site could read these, or needs a page inside a frame; websocket and xhr suffice.
                .addDisabledTransport(Transport.JSON_P.name())
                .addDisabledTransport(Transport.HTML_FILE.name())
                .addDisabledTransport(Transport.EVENT_SOURCE.name());
        SockJSBridgeOptions bridge = new SockJSBridgeOptions()
                .addOutboundPermitted(
                        new PermittedOptions().setAddressRegex(Pattern.quote(Addresses.EVENTS_PREFIX) + ".+"))
                .setMaxHandlersPerSocket(MAX_ADDRESSES_PER_BROWSER)
                .setPingTimeout(PING_TIMEOUT_MILLIS);
        return SockJSHandler.create(vertx, handler).bridge(bridge);
    }
}
