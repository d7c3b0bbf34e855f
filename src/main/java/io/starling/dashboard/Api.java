package io.starling.dashboard;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.OpenAPIRoute;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The HTTP interface: the document says which operations there are and what they take; each becomes requests on the bus, and
 * their replies become JSON.
 */
final class Api {
    /** Where it is, below the base path of the server. */
    static final String PATH = "api/v1";

    private final Vertx vertx;
    private final Map<String, Handler<RoutingContext>> operations = new HashMap<>();

    /** @param token who may come in with which token; anybody when it is absent */
    Api(Vertx vertx, DashboardOptions options, BusCalls bus, Nodes nodes, Optional<TokenGuard> token) {
        this.vertx = vertx;
        String path = options.getBasePath() + PATH + "/";
        Sources sources = new Sources(vertx, options.getRoots());
        operations.putAll(new FilesApi(vertx, path, bus, nodes, sources).operations());
        operations.putAll(new TransfersApi(path, bus, nodes, sources).operations());
        operations.putAll(new DeliveriesApi(path, bus).operations());
        operations.putAll(new NodesApi(path, bus, nodes).operations());
        RecentLog log = RecentLog.of(vertx);
        operations.put("getLog", answer(context -> Future.succeededFuture(page(log.events()))));
        operations.put(
                "openSession",
                token.<Handler<RoutingContext>>map(guard -> guard::openSession).orElse(Api::needNoSession));
    }

    /** Every operation of the document. */
    Router router(ApiDocument document) {
        RouterBuilder routes = RouterBuilder.create(vertx, document.contract(), new RequestParts());
        for (OpenAPIRoute route : routes.getRoutes()) {
            route.addHandler(carriedOut(route.getOperation().getOperationId()));
        }
        return routes.createRouter();
    }

    private Handler<RoutingContext> carriedOut(String operation) {
        Handler<RoutingContext> handler = operations.get(operation);
        if (handler == null) {
            throw new IllegalStateException("nobody carries out " + operation);
        }
        return handler;
    }

    private static void needNoSession(RoutingContext context) {
        context.fail(new ApiError(404, "session: this node asks for no token"));
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

    static JsonObject page(List<JsonObject> items) {
        return new JsonObject().put("items", new JsonArray(items)).put("total", items.size());
    }

    /** Answers that something is gone, once it is. */
    static Handler<RoutingContext> gone(Function<RoutingContext, Future<?>> operation) {
        return context -> operation
                .apply(context)
                .onFailure(context::fail)
                .onSuccess(done -> context.response().setStatusCode(204).end());
    }
}
