package io.starling.dashboard;

import io.starling.torrent.InfoHash;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The parts of a request, checked; each failure is an {@link ApiError} that names the part. */
final class Fields {
    private Fields() {}

    /** Lets pass only bodies of JSON: a form or an image of a foreign page cannot send that type. */
    static void requireJson(RoutingContext context) {
        String type =
                Optional.ofNullable(context.request().getHeader("Content-Type")).orElse("");
        if (type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
            context.next();
        } else {
            context.fail(new ApiError(415, "Content-Type: expected application/json"));
        }
    }

    static JsonObject body(RoutingContext context) {
        try {
            JsonObject body = context.body().asJsonObject();
            if (body != null) {
                return body;
            }
        } catch (DecodeException | ClassCastException e) {
            throw new ApiError(400, "body: not a JSON object");
        }
        throw new ApiError(400, "body: missing (expected: a JSON object)");
    }

    static Optional<String> text(JsonObject body, String field) {
        Object value = body.getValue(field);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text && !text.isBlank()) {
            return Optional.of(text.strip());
        }
        throw new ApiError(400, field + ": expected a text");
    }

    static Optional<JsonObject> object(JsonObject body, String field) {
        Object value = body.getValue(field);
        if (value == null || value instanceof JsonObject) {
            return Optional.ofNullable((JsonObject) value);
        }
        throw new ApiError(400, field + ": expected an object");
    }

    /** A yes or no of the query; no when it is absent. */
    static boolean flag(RoutingContext context, String name) {
        String text = context.request().getParam(name, "false");
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new ApiError(400, name + ": expected true or false");
        };
    }

    static InfoHash infoHash(@Nullable String text) {
        if (text == null || !InfoHash.isHex(text)) {
            throw new ApiError(400, "infoHash: expected 40 hexadecimal digits");
        }
        return InfoHash.ofHex(text);
    }

    /** A number of the query; null when it is absent. */
    static @Nullable Integer number(RoutingContext context, String name) {
        String text = context.request().getParam(name);
        try {
            return text == null ? null : Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw new ApiError(400, name + ": expected a number");
        }
    }

    /** A message for the bus, made of fields that its own checks refuse by name. */
    static <T extends Record> T message(Supplier<T> record) {
        try {
            return record.get();
        } catch (IllegalArgumentException e) {
            throw new ApiError(400, String.valueOf(e.getMessage()));
        }
    }
}
