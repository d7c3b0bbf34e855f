package io.starling.dashboard;

import io.starling.bus.BusException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.validation.ValidatorException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request that is refused or that failed, as the answer says it: a status, and {@code {"error":{code, message}}}. */
final class ApiError extends RuntimeException {
    private static final Logger LOG = LoggerFactory.getLogger(ApiError.class);
    private static final long serialVersionUID = 1L;

    private final int status;

    ApiError(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }

    /** The failure handler of all routes. */
    static void answer(RoutingContext context) {
        if (context.failure() instanceof HttpClosedException) {
            LOG.debug("{} {}: the client hung up", context.request().method(), context.normalizedPath());
        } else {
            answer(context, of(context));
        }
    }

    static void answer(RoutingContext context, ApiError error) {
        if (context.response().ended() || context.response().headWritten()) {
            context.response().reset();
            return;
        }
        if (error.status == 401) {
            context.response().putHeader("WWW-Authenticate", "Bearer realm=\"starling\"");
        }
        JsonObject body = new JsonObject().put("code", code(error.status)).put("message", error.getMessage());
        context.response()
                .setStatusCode(error.status)
                .putHeader("Cache-Control", "no-store")
                .putHeader("Content-Type", "application/json")
                .end(new JsonObject().put("error", body).toBuffer());
    }

    private static ApiError of(RoutingContext context) {
        Throwable failure = context.failure();
        if (failure instanceof ApiError error) {
            return error;
        }
        if (failure != null && failure.getCause() instanceof ValidatorException complaint) {
            return Refusal.of(complaint, context);
        }
        if (failure instanceof BusException e) {
            return new ApiError(e.code(), String.valueOf(e.getMessage()));
        }
        if (failure != null && context.statusCode() <= 0 || context.statusCode() == 500) {
            LOG.error("{} {} failed", context.request().method(), context.normalizedPath(), failure);
            return new ApiError(500, "Something broke here; the log of the node says what.");
        }
        return new ApiError(context.statusCode(), plain(context.statusCode()));
    }

    private static String plain(int status) {
        return switch (status) {
            case 404 -> "There is nothing at this path.";
            case 405 -> "This path does not take this method.";
            case 413 -> "The body is too large.";
            default -> "The request was refused.";
        };
    }

    private static String code(int status) {
        return switch (status) {
            case 400 -> "malformed";
            case 401 -> "token_needed";
            case 403 -> "foreign_origin";
            case 404 -> "unknown";
            case 405 -> "method_not_allowed";
            case 409 -> "conflict";
            case 413 -> "too_large";
            case 415 -> "json_expected";
            case 421 -> "foreign_host";
            case 429 -> "too_many_attempts";
            case 503 -> "unavailable";
            default -> status < 500 ? "refused" : "internal";
        };
    }
}
