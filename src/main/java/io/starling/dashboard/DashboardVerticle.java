package io.starling.dashboard;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.starling.announce.TrackerClient;
import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.bus.LogEvent;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Serves the page, its events over SockJS, and the HTTP interface. Knows the peers by the event bus alone, and so the tracker,
 * unless that is on another bus.
 * Starting fails with one clear line: a port in use, an address that needs a token.
 */
public final class DashboardVerticle extends VerticleBase {
    /** What a browser sends over SockJS are registrations of addresses. */
    private static final int MAX_FROM_BROWSER_BYTES = 64 * 1024;

    /** Longer than the heartbeats of SockJS and of the page; who is silent for so long is gone. */
    private static final int IDLE_SECONDS = 120;

    /** Who does not read does not answer a goodbye either. */
    private static final int GOODBYE_SECONDS = 2;

    /** Where the HTTP interface is to be read and tried, below the base path. */
    private static final String REFERENCE = "api/";

    private final DashboardOptions options;
    private final String node;
    private final Map<String, String> environment;
    private final ConnectionLimits limits;
    private final PrometheusMeterRegistry registry;
    private final List<SocketAddress> trackers;
    private @Nullable DistantTracker distant;
    private @Nullable MetricsPage metrics;
    private String url = "";

    /** @param node the name of this node, which answers at {@link io.starling.bus.Addresses#node} */
    public DashboardVerticle(DashboardOptions options, String node) {
        this(options, node, System.getenv());
    }

    /**
     * @param registry what it has counted is shown with the rest
     * @param trackers the server sockets of the tracker that is asked when there is none on the bus; may be empty
     */
    public DashboardVerticle(
            DashboardOptions options, String node, PrometheusMeterRegistry registry, List<SocketAddress> trackers) {
        this(options, node, System.getenv(), ConnectionLimits.DEFAULT, registry, trackers);
    }

    DashboardVerticle(DashboardOptions options, String node, Map<String, String> environment) {
        this(options, node, environment, ConnectionLimits.DEFAULT);
    }

    DashboardVerticle(DashboardOptions options, String node, Map<String, String> environment, ConnectionLimits limits) {
        this(options, node, environment, limits, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), List.of());
    }

    private DashboardVerticle(
            DashboardOptions options,
            String node,
            Map<String, String> environment,
            ConnectionLimits limits,
            PrometheusMeterRegistry registry,
            List<SocketAddress> trackers) {
        this.options = new DashboardOptions(options);
        this.node = node;
        this.environment = environment;
        this.limits = limits;
        this.registry = registry;
        this.trackers = List.copyOf(trackers);
    }

    /** Where the page is, once started. */
    public String url() {
        return url;
    }

    /**
     * What was read to start with.
     *
     * @param certificate none for plain HTTP
     * @param page its HTML
     */
    private record Prepared(Access access, Optional<Certificate> certificate, String page) {}

    @Override
    public Future<?> start() {
        return vertx.executeBlocking(this::prepare)
                .compose(prepared -> ApiDocument.load(vertx).compose(document -> listen(prepared, document)));
    }

    private Prepared prepare() {
        return new Prepared(
                Access.of(options, environment),
                options.getTls().map(files -> Certificate.read(files).checked(vertx)),
                ClassPathFiles.bytes("web/index.html").orElseGet(Buffer::buffer).toString());
    }

    private Future<HttpServer> listen(Prepared prepared, ApiDocument document) {
        Connections connections = new Connections(vertx, limits);
        return vertx.createHttpServer(http(prepared.certificate))
                .connectionHandler(connections::accept)
                .requestHandler(router(prepared, document, connections))
                .listen()
                .recover(cause -> Future.failedFuture(new IllegalStateException(
                        "dashboard: cannot listen on " + options.getHost() + ":" + options.getPort() + " ("
                                + cause.getMessage() + ")",
                        cause)))
                .onSuccess(server -> {
                    url = url(prepared, server.actualPort());
                    prepared.certificate.ifPresent(shown -> renew(shown, server));
                });
    }

    private HttpServerOptions http(Optional<Certificate> certificate) {
        HttpServerOptions http = new HttpServerOptions()
                .setHost(options.getHost())
                .setPort(options.getPort())
                // A connection has one request at a time, as Connections takes it.
                .setHttp2ClearTextEnabled(false)
                .setUseAlpn(false)
                .setMaxWebSocketFrameSize(MAX_FROM_BROWSER_BYTES)
                .setMaxWebSocketMessageSize(MAX_FROM_BROWSER_BYTES)
                .setWebSocketClosingTimeout(GOODBYE_SECONDS)
                .setIdleTimeout(IDLE_SECONDS);
        certificate.ifPresent(shown -> http.setSsl(true)
                .setKeyCertOptions(shown.options())
                // To sign takes a millisecond and more, and the event loop has peers, too.
                .setSslEngineOptions(new JdkSSLEngineOptions().setUseWorkerThread(true)));
        return http;
    }

    private void renew(Certificate shown, HttpServer server) {
        options.getTls().ifPresent(files -> new Renewal(vertx, files, shown, server, this::say).start());
    }

    private void say(LogEvent.Level level, String text) {
        LogEvent event = new LogEvent(Instant.now(), level, node, null, text);
        vertx.eventBus().publish(Addresses.LOG, BusJson.write(event));
    }

    private String url(Prepared prepared, int port) {
        String scheme = prepared.certificate.isPresent() ? "https" : "http";
        String host = prepared.access.isWildcard() ? DashboardOptions.DEFAULT_HOST : options.getHost();
        return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + options.getBasePath();
    }

    /** Who is refused first, then what is served. */
    private Router router(Prepared prepared, ApiDocument document, Connections connections) {
        String base = options.getBasePath();
        Router router = Router.router(vertx);
        router.route().failureHandler(ApiError::answer);
        router.route().handler(connections);
        router.route().handler(SecurityHeaders.of(prepared.page));
        DistantTracker elsewhere = new DistantTracker(
                trackers.isEmpty() ? Optional.empty() : Optional.of(TrackerClient.overTcp(vertx, trackers)));
        distant = elsewhere;
        BusCalls bus = new BusCalls(vertx, elsewhere);
        Nodes nodes = new Nodes(node, bus);
        // Probes call a node by its address, and what they hear is no secret.
        Health health = new Health(vertx, node, bus, nodes);
        router.get(base + "health/live").handler(health::live);
        router.get(base + "health/ready").handler(health::ready);
        router.route().handler(new HostGuard(options, prepared.access.isWildcard()));
        // The same of every node, so that it is no secret of this one.
        router.get(base + ApiDocument.PATH).handler(document::answer);
        Optional<TokenGuard> token = prepared.access.token().map(secret -> new TokenGuard(secret, base));
        for (String guarded : List.of(base + Api.PATH + "/*", base + "eventbus/*", base + "metrics")) {
            router.route(guarded).handler(new OriginGuard(options));
            token.ifPresent(guard -> router.route(guarded).handler(guard));
        }
        List.of(404, 405, 413).forEach(status -> router.errorHandler(status, ApiError::answer));
        router.route(base + Api.PATH + "/*").subRouter(new Api(vertx, options, bus, nodes, token).router(document));
        serve(router, base, bus, nodes, elsewhere);
        return router;
    }

    private void serve(Router router, String base, BusCalls bus, Nodes nodes, DistantTracker elsewhere) {
        router.post(base + "eventbus/*").handler(BodyHandler.create(false).setBodyLimit(MAX_FROM_BROWSER_BYTES));
        router.route(base + "eventbus/*").subRouter(EventBridge.create(vertx, limits, elsewhere));
        MetricsPage metricsPage = new MetricsPage(vertx, node, bus, nodes, registry);
        metricsPage.open();
        metrics = metricsPage;
        router.get(base + "metrics").handler(metricsPage::answer);
        files(router, base + "webjars/").handler(ClassPathFiles.ofLibraries("META-INF/resources/webjars/"));
        router.route(base + REFERENCE).handler(SecurityHeaders.ofReference());
        page(router, base + REFERENCE).handler(ClassPathFiles.ofPage("web/" + REFERENCE));
        page(router, base).handler(ClassPathFiles.ofPage("web/"));
    }

    /** A page names its files relative to where it is, which needs the slash. */
    private static Route page(Router router, String folder) {
        if (folder.length() > 1) {
            router.get(folder.substring(0, folder.length() - 1)).handler(DashboardVerticle::addSlash);
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

    @Override
    public Future<?> stop() {
        if (metrics != null) {
            metrics.close();
        }
        return distant == null ? Future.succeededFuture() : distant.close();
    }
}
