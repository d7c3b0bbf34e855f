package io.starling.dashboard;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RequestExtractor;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.MediaType;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.contract.RequestBody;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatableRequest;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes a request apart for the validator: its parameters, decoded once, and its body, read no further than the document
 * allows. Only the types of bodies that the document names are taken; of a form, the one file in it.
 */
final class RequestParts implements RequestExtractor {
    /** The field of the document that says how long a body of JSON may be. */
    private static final String MAX_BYTES = "x-max-bytes";

    private static final String FORM = "multipart/form-data";

    private static final String BODY = RequestParts.class.getName() + ".body";
    private static final String OPERATION = RequestParts.class.getName() + ".operation";

    @Override
    public Future<ValidatableRequest> extractValidatableRequest(RoutingContext context, Operation operation) {
        context.put(OPERATION, operation);
        Map<String, RequestParameter> path = new HashMap<>();
        Map<String, RequestParameter> query = new HashMap<>();
        for (Parameter parameter : operation.getParameters()) {
            String name = parameter.getName();
            Map<String, RequestParameter> group = parameter.getIn() == Location.PATH ? path : query;
            group.put(name, value(parameter, text(context, parameter).orElse(null)));
        }
        RequestBody documented = operation.getRequestBody();
        return documented == null
                ? Future.succeededFuture(new Parts(path, query, () -> null, null))
                : body(context, path, query, documented);
    }

    /** As it was sent, decoded. */
    static Optional<String> text(RoutingContext context, Parameter parameter) {
        String name = parameter.getName();
        return parameter.getIn() == Location.PATH
                ? Optional.ofNullable(context.pathParam(name))
                : context.queryParam(name).stream().findFirst();
    }

    /** Texts in quotes: the validator takes what looks like JSON for JSON, and {@code 1.5} may be a name. */
    private static RequestParameter value(Parameter parameter, @Nullable String text) {
        boolean isText = "string".equals(parameter.getSchema().get("type"));
        String value = text != null && isText ? Json.encode(text) : text;
        return () -> value;
    }

    private static Future<ValidatableRequest> body(
            RoutingContext context,
            Map<String, RequestParameter> path,
            Map<String, RequestParameter> query,
            RequestBody documented) {
        boolean takesForms = documented.getContent().containsKey(MediaType.APPLICATION_OCTET_STREAM);
        HttpServerRequest request = context.request();
        String type = type(request);
        Future<Buffer> bytes;
        if (type.equals(MediaType.APPLICATION_JSON)) {
            int maxBytes = documented.getOpenAPIModel().getInteger(MAX_BYTES);
            bytes = Body.read(request, maxBytes).onSuccess(read -> context.put(BODY, read));
        } else if (takesForms && type.equals(FORM)) {
            bytes = TorrentUpload.read(request);
            type = MediaType.APPLICATION_OCTET_STREAM;
        } else {
            String expected = MediaType.APPLICATION_JSON + (takesForms ? " or " + FORM : "");
            return Future.failedFuture(new ApiError(415, "Content-Type: expected " + expected));
        }
        String validated = type;
        return bytes.map(read -> new Parts(path, query, () -> read, validated));
    }

    private static String type(HttpServerRequest request) {
        String header = Optional.ofNullable(request.getHeader("Content-Type")).orElse("");
        return header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** What the request asks for, once it has come so far. */
    static Operation operation(RoutingContext context) {
        return context.get(OPERATION);
    }

    /** The JSON that the request brought, as it was sent; empty when it was none. */
    static Buffer json(RoutingContext context) {
        return context.get(BODY, Buffer.buffer());
    }

    private record Parts(
            Map<String, RequestParameter> path,
            Map<String, RequestParameter> query,
            RequestParameter body,
            @Nullable String type)
            implements ValidatableRequest {
        @Override
        public Map<String, RequestParameter> getPathParameters() {
            return path;
        }

        @Override
        public Map<String, RequestParameter> getQuery() {
            return query;
        }

        @Override
        public Map<String, RequestParameter> getHeaders() {
            return Map.of();
        }

        @Override
        public Map<String, RequestParameter> getCookies() {
            return Map.of();
        }

        @Override
        public RequestParameter getBody() {
            return body;
        }

        @Override
        public @Nullable String getContentType() {
            return type;
        }
    }
}
