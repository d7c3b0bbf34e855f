package io.starling.announce;

import io.starling.bus.BusException;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One frame of the TCP event bus protocol, which is the one of Vert.x's TCP event bus bridge. A client sends
 * {@link Send}, {@link Publish}, {@link Register}, {@link Unregister} and {@link Ping}; the server {@link Delivery},
 * {@link Failure} and {@link Pong}. Bodies are any JSON value, or a
 * message in its {@link io.starling.bus.Envelope}; null is none.
 */
public sealed interface BusFrame {
    /** A message to one receiver; a reply comes as a {@link Delivery} or {@link Failure} at {@code replyAddress}. */
    record Send(
            String address,
            @Nullable String replyAddress,
            Map<String, String> headers,
            @Nullable Object body) implements BusFrame {
        public Send {
            headers = Map.copyOf(headers);
        }
    }

    /** A message to all receivers. */
    record Publish(
            String address,
            Map<String, String> headers,
            @Nullable Object body) implements BusFrame {
        public Publish {
            headers = Map.copyOf(headers);
        }
    }

    /** From now on messages published at this address are wanted; headers may carry a token. */
    record Register(String address, Map<String, String> headers) implements BusFrame {
        public Register {
            headers = Map.copyOf(headers);
        }
    }

    record Unregister(String address) implements BusFrame {}

    record Ping() implements BusFrame {}

    record Pong() implements BusFrame {}

    /** A reply, or a message of an address that was registered. */
    record Delivery(
            String address,
            Map<String, String> headers,
            @Nullable Object body,
            boolean isSend) implements BusFrame {
        public Delivery {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * A request failed, or without an address: a frame was wrong.
     *
     * @param address the reply address of the request
     * @param sourceAddress where the request went
     * @param failureCode as in {@link BusException}
     * @param failureType of Vert.x: RECIPIENT_FAILURE, NO_HANDLERS or TIMEOUT
     */
    record Failure(
            @Nullable String address,
            @Nullable String sourceAddress,
            int failureCode,
            String failureType,
            String message)
            implements BusFrame {}

    /** Reads a frame; throws {@link BusException} 400 that names the field. */
    static BusFrame read(JsonObject json) {
        String type = text(json, "type");
        return switch (type) {
            case "send" -> new Send(address(json), textOrNull(json, "replyAddress"), headers(json), body(json));
            case "publish" -> new Publish(address(json), headers(json), body(json));
            case "register" -> new Register(address(json), headers(json));
            case "unregister" -> new Unregister(address(json));
            case "ping" -> new Ping();
            case "pong" -> new Pong();
            case "message" -> new Delivery(address(json), headers(json), body(json), isSend(json));
            case "err" -> failure(json);
            default ->
                throw new BusException(
                        BusException.MALFORMED,
                        "type: \"" + type + "\" (expected: send, publish, register, unregister or ping)");
        };
    }

    default JsonObject toJson() {
        return BusFrameJson.write(this);
    }

    private static Failure failure(JsonObject json) {
        Object code = json.getValue("failureCode");
        String type = textOrNull(json, "failureType");
        String message = textOrNull(json, "message");
        return new Failure(
                textOrNull(json, "address"),
                textOrNull(json, "sourceAddress"),
                code instanceof Number number ? number.intValue() : BusException.INTERNAL,
                type == null ? "RECIPIENT_FAILURE" : type,
                message == null ? "failed without a message" : message);
    }

    private static String address(JsonObject json) {
        return text(json, "address");
    }

    private static boolean isSend(JsonObject json) {
        return Boolean.TRUE.equals(json.getValue("send"));
    }

    private static @Nullable Object body(JsonObject json) {
        return json.getValue("body");
    }

    private static Map<String, String> headers(JsonObject json) {
        Object headers = json.getValue("headers");
        if (headers == null) {
            return Map.of();
        }
        if (!(headers instanceof JsonObject object)) {
            throw new BusException(BusException.MALFORMED, "headers: expected an object");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        for (String name : object.fieldNames()) {
            texts.put(name, text(object, name));
        }
        return texts;
    }

    private static String text(JsonObject json, String field) {
        String text = textOrNull(json, field);
        if (text == null) {
            throw new BusException(BusException.MALFORMED, field + ": missing");
        }
        return text;
    }

    private static @Nullable String textOrNull(JsonObject json, String field) {
        Object value = json.getValue(field);
        if (value != null && !(value instanceof String)) {
            throw new BusException(BusException.MALFORMED, field + ": expected text");
        }
        return (String) value;
    }
}
