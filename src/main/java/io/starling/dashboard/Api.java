package io.starling.dashboard;

import io.starling.bus.BusJson;
import io.starling.bus.TrackerReply;
import io.starling.bus.TrackerRequest;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Function;

/**
 * The HTTP interface: each operation becomes requests on the bus, and their replies become JSON. Here is the catalogue, and
 * what is common to all parts.
 */
final class Api {
    private final BusCalls bus;
    private final RecentLog log;

    Api(BusCalls bus, RecentLog log) {
        this.bus = bus;
        this.log = log;
    }

    /** @param path where the interface begins, with a slash at its end */
    void mount(Router router, String path) {
        router.get(path + "files").handler(answer(this::files));
        router.get(path + "log").handler(answer(context -> Future.succeededFuture(page(log.events()))));
    }

    private Future<JsonObject> files(RoutingContext context) {
        String query = context.request().getParam("query");
        Integer page = Fields.number(context, "page");
        Integer size = Fields.number(context, "size");
        return bus.files(Fields.message(() -> new TrackerRequest.ListFiles(query, page, size)))
                .map(Api::listing);
    }

    private static JsonObject listing(TrackerReply.Listing listing) {
        List<JsonObject> items = listing.files().stream().map(BusJson::plain).toList();
        return page(items).put("total", listing.total());
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
