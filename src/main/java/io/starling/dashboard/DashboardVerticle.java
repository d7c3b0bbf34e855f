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
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server of the page, its events over SockJS, and the HTTP interface: what is where, {@link Routes} say. Knows the peers
 * by the event bus alone, and so the tracker, unless that is on another bus. Starting fails with one clear line: a port in use, an address that needs a token.
 */
public final class DashboardVerticle extends VerticleBase {
    /** Longer than the heartbeats of SockJS and of the page; who is silent for so long is gone. */
    private static final int IDLE_SECONDS = 120;

    /** Who does not read does not answer a goodbye either. */
    private static final int GOODBYE_SECONDS = 2;

    private final DashboardOptions options;
    private final String node;
    private final Map<String, String> environment;
    private final ConnectionLimits limits;
    private final PrometheusMeterRegistry registry;
    private final List<SocketAddress> trackers;
    private @Nullable Routes routes;
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
        BusCalls bus = new BusCalls(vertx, distantTracker());
        Routes made = new Routes(vertx, options, node, limits, bus, registry);
        routes = made;
        return vertx.createHttpServer(http(prepared.certificate))
                .connectionHandler(connections::accept)
                .requestHandler(made.router(prepared.access, prepared.page, document, connections))
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

    private DistantTracker distantTracker() {
        return new DistantTracker(
                trackers.isEmpty() ? Optional.empty() : Optional.of(TrackerClient.overTcp(vertx, trackers)));
    }

    private HttpServerOptions http(Optional<Certificate> certificate) {
        HttpServerOptions http = new HttpServerOptions()
                .setHost(options.getHost())
                .setPort(options.getPort())
                // A connection has one request at a time, as Connections takes it.
                .setHttp2ClearTextEnabled(false)
                .setUseAlpn(false)
                .setMaxWebSocketFrameSize(Routes.MAX_FROM_BROWSER_BYTES)
                .setMaxWebSocketMessageSize(Routes.MAX_FROM_BROWSER_BYTES)
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

    @Override
    public Future<?> stop() {
        return routes == null ? Future.succeededFuture() : routes.close();
    }
}
