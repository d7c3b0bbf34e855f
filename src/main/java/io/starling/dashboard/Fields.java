package io.starling.dashboard;

import io.starling.torrent.InfoHash;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatedRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** The parts of a request that fits the document. */
final class Fields {
    private Fields() {}

    static String path(RoutingContext context, String name) {
        return named(request(context).getPathParameters(), name).getString();
    }

    static InfoHash infoHash(RoutingContext context) {
        return InfoHash.ofHex(path(context, "infoHash"));
    }

    /** A parameter of the query, which may be absent. */
    static RequestParameter query(RoutingContext context, String name) {
        return named(request(context).getQuery(), name);
    }

    static JsonObject body(RoutingContext context) {
        return request(context).getBody().getJsonObject();
    }

    /** The file of a form; empty when the body is JSON. */
    static Optional<Buffer> file(RoutingContext context) {
        return Optional.ofNullable(request(context).getBody().getBuffer());
    }

    static Optional<String> text(JsonObject body, String field) {
        return Optional.ofNullable(body.getString(field)).map(String::strip);
    }

    /** A list of texts; empty when it is absent. */
    static Optional<List<String>> texts(JsonObject body, String field) {
        return Optional.ofNullable(body.getJsonArray(field))
                .map(texts -> texts.stream().map(String.class::cast).toList());
    }

    /** A message for the bus, made of fields that its own checks refuse by name. */
    static <T extends Record> T message(Supplier<T> record) {
        try {
            return record.get();
        } catch (IllegalArgumentException e) {
            throw new ApiError(400, String.valueOf(e.getMessage()));
        }
    }

    /** One that the document names, so that it is there even when it has no value. */
    private static RequestParameter named(Map<String, RequestParameter> parameters, String name) {
        return Objects.requireNonNull(parameters.get(name), name);
    }

    private static ValidatedRequest request(RoutingContext context) {
        return context.get(RouterBuilder.KEY_META_DATA_VALIDATED_REQUEST);
    }
}
