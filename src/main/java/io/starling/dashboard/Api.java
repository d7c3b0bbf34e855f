package io.starling.dashboard;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Function;

/** The HTTP interface: each operation becomes requests on the bus, and their replies become JSON. Here is what all parts share. */
final class Api {
    private final RecentLog log;

    Api(RecentLog log) {
        this.log = log;
    }

    /** @param path where the interface begins, with a slash at its end */
    void mount(Router router, String path) {
        router.get(path + "log").handler(answer(context -> Future.succeededFuture(page(log.events()))));
    }

    static JsonObject page(List<JsonObject> items) {
        return new JsonObject().put("items", new JsonArray(items)).put("total", items.size());
    }

    static Handler<RoutingContext> answer(Function<RoutingContext, Future<JsonObject>> operation) {
        return context -> operation
                .apply(context)
                .onFailure(context::fail)
                .onSuccess(json -> context.response()
                        .putHeader("Content-Type", "application/json")
                        .putHeader("Cache-Control", "no-store")
                        .end(json.toBuffer()));
    }
}
