package io.starling.dashboard;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.Optional;

/** What is where on the dashboard's server, and who has to pass which guards to come there. Used on its context. */
final class Routes {
    /** What a browser sends over SockJS are registrations of addresses. */
    static final int MAX_FROM_BROWSER_BYTES = 64 * 1024;

    /** Where the HTTP interface is to be read and tried, below the base path. */
    private static final String REFERENCE = "api/";

    private final Vertx vertx;
    private final DashboardOptions options;
    private final String node;
    private final ConnectionLimits limits;
    private final BusCalls bus;
    private final Nodes nodes;
    private final MetricsPage metrics;

    Routes(
            Vertx vertx,
            DashboardOptions options,
            String node,
            ConnectionLimits limits,
            BusCalls bus,
            PrometheusMeterRegistry registry) {
        this.vertx = vertx;
        this.options = options;
        this.node = node;
        this.limits = limits;
        this.bus = bus;
        this.nodes = new Nodes(node, bus);
        this.metrics = new MetricsPage(vertx, node, bus, nodes, registry);
    }

    /** Who is refused first, then what is served. */
    Router router(Access access, String page, ApiDocument document, Connections connections) {
        String base = options.getBasePath();
        Router router = Router.router(vertx);
        router.route().failureHandler(ApiError::answer);
        router.route().handler(connections);
        router.route().handler(SecurityHeaders.of(page));
        // Probes call a node by its address, and what they hear is no secret.
        Health health = new Health(vertx, node, bus, nodes);
        router.get(base + "health/live").handler(health::live);
        router.get(base + "health/ready").handler(health::ready);
        router.route().handler(new HostGuard(options, access.isWildcard()));
        // The same of every node, so that it is no secret of this one.
        router.get(base + ApiDocument.PATH).handler(document::answer);
        Optional<TokenGuard> token = access.token().map(secret -> new TokenGuard(secret, base));
        for (String guarded : List.of(base + Api.PATH + "/*", base + "eventbus/*", base + "metrics")) {
            router.route(guarded).handler(new OriginGuard(options));
            token.ifPresent(guard -> router.route(guarded).handler(guard));
        }
        List.of(404, 405, 413).forEach(status -> router.errorHandler(status, ApiError::answer));
        router.route(base + Api.PATH + "/*").subRouter(new Api(vertx, options, bus, nodes, token).router(document));
        serve(router, base);
        return router;
    }

    private void serve(Router router, String base) {
        router.post(base + "eventbus/*").handler(BodyHandler.create(false).setBodyLimit(MAX_FROM_BROWSER_BYTES));
        router.route(base + "eventbus/*").subRouter(EventBridge.create(vertx, limits, bus.distant()));
        metrics.open();
        router.get(base + "metrics").handler(metrics::answer);
        files(router, base + "webjars/").handler(ClassPathFiles.ofLibraries("META-INF/resources/webjars/"));
        router.route(base + REFERENCE).handler(SecurityHeaders.ofReference());
        page(router, base + REFERENCE).handler(ClassPathFiles.ofPage("web/" + REFERENCE));
        page(router, base).handler(ClassPathFiles.ofPage("web/"));
    }

    /** A page names its files relative to where it is, which needs the slash. */
    private static Route page(Router router, String folder) {
        if (folder.length() > 1) {
            router.get(folder.substring(0, folder.length() - 1)).handler(Routes::addSlash);
        }
        return files(router, folder);
    }

    private static Route files(Router router, String folder) {
        return router.route(folder + "*").method(HttpMethod.GET).method(HttpMethod.HEAD);
    }

    /** Says where relative to the request: a proxy in front may have taken off a part of its path. */
    private static void addSlash(RoutingContext context) {
        String path = context.request().path();
        if (path.endsWith("/")) {
            context.next();
        } else {
            String name = path.substring(path.lastIndexOf('/') + 1);
            context.response()
                    .setStatusCode(308)
                    .putHeader("Location", name + "/")
                    .end();
        }
    }

    Future<Void> close() {
        metrics.close();
        return bus.distant().close();
    }
}
