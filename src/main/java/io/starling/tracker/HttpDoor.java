package io.starling.tracker;

import io.starling.bencode.BencodeWriter;
import io.starling.bencode.ByteString;
import io.starling.bus.BusException;
import io.starling.bus.OneLine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.BindException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tracker's door for stock clients, by HTTP: {@code GET /announce} (BEP 3) and {@code GET /scrape} (BEP 48), and for
 * everybody {@code GET /stats}. What is
 * wrong in a query is answered as clients expect it, with status 200 and a bencoded {@code failure reason}; what is no
 * request to a tracker, with a status of HTTP. While the tracker stands by it is both, status 503 and a reason: clients that
 * know of other trackers go on to them by either. Owned by the tracker's context.
 */
final class HttpDoor {
    /** Of the first line of a request: an announce has some 400 bytes, a scrape of 74 torrents 5 kB. */
    static final int MAX_REQUEST_LINE_BYTES = 8 * 1024;

    /** Of all headers together; a client of a tracker sends three. */
    static final int MAX_HEADER_BYTES = 8 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(HttpDoor.class);

    private static final int MAX_REASON_CHARS = 300;

    static final String ANNOUNCE = "/announce";
    private static final String SCRAPE = "/scrape";
    private static final String STATS = "/stats";
    private static final Set<String> PATHS = Set.of(ANNOUNCE, SCRAPE, STATS);
    private static final int ACCEPTED = 200;
    private static final int UNAVAILABLE = 503;

    private final Vertx vertx;
    private final Announces announces;
    private final TrackerOptions options;
    private final Limits limits;
    private final TrackerMeters meters;
    private final HttpServer server;
    private final ConnectionCount connections;

    /** Answers that were written and not taken yet. */
    private final Map<HttpConnection, Integer> untaken = new HashMap<>();

    /**
     * How much strangers may take of this door.
     *
     * @param connections each costs a file descriptor, and is there for a moment only
     * @param connectionsPerAddress one machine with many clients, or a network behind one address, leaves room for others
     * @param idle a request comes in one packet: who sends nothing for so long has no more to say
     * @param age and who says a little now and then stays no longer than this
     * @param untaken answers of one connection that wait for it to take them; a client asks, and waits for the answer
     */
    record Limits(int connections, int connectionsPerAddress, Duration idle, Duration age, int untaken) {
        static final Limits DEFAULT = new Limits(2_000, 200, Duration.ofSeconds(10), Duration.ofSeconds(30), 32);
    }

    HttpDoor(Vertx vertx, Announces announces, TrackerOptions options, Limits limits, TrackerMeters meters) {
        this.vertx = vertx;
        this.announces = announces;
        this.options = options;
        this.limits = limits;
        this.meters = meters;
        this.connections = new ConnectionCount(limits.connections(), limits.connectionsPerAddress());
        this.server = vertx.createHttpServer(new HttpServerOptions()
                        .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
                        .setMaxHeaderSize(MAX_HEADER_BYTES)
                        .setHttp2ClearTextEnabled(false)
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setIdleTimeout((int) limits.idle().toMillis()))
                .connectionHandler(this::accept)
                .requestHandler(this::handle);
    }

    /** Fails with a {@link BindException} that names the address when it is in use or not of this machine. */
    Future<Void> listen() {
        return server.listen(options.getHttpPort(), options.getHost())
                .<Void>mapEmpty()
                .recover(cause -> Future.failedFuture(
                        BindFailure.of("tracker.httpPort", options.address(options.getHttpPort()), cause)));
    }

    /** The port that it listens on. */
    int port() {
        return server.actualPort();
    }

    Future<Void> close() {
        return server.close();
    }

    private void accept(HttpConnection connection) {
        String address = connection.remoteAddress().hostAddress();
        if (!connections.enter(address)) {
            close(connection);
            return;
        }
        long timer = vertx.setTimer(limits.age().toMillis(), unused -> close(connection));
        connection.closeHandler(unused -> {
            vertx.cancelTimer(timer);
            connections.leave(address);
            untaken.remove(connection);
        });
    }

    private static void close(HttpConnection connection) {
        connection.close().onFailure(cause -> LOG.debug("a connection did not close", cause));
    }

    private void handle(HttpServerRequest request) {
        HttpConnection connection = request.connection();
        int refusal = refusal(request);
        if (untaken.merge(connection, 1, Integer::sum) > limits.untaken()) {
            close(connection);
        } else if (refusal == ACCEPTED) {
            (STATS.equals(request.path()) ? stats(request) : answer(request))
                    .onFailure(cause -> LOG.debug("an answer was not taken", cause))
                    .onComplete(unused ->
                            untaken.computeIfPresent(connection, (same, count) -> count > 1 ? count - 1 : null));
        } else {
            request.response().setStatusCode(refusal).end().onComplete(unused -> close(connection));
        }
    }

    /**
     * The status for what is no request to a tracker. No client of one sends a body, and none that announces is a browser: a
     * page that a person looks at could make the browser announce this machine, and what listens on it, to a tracker that
     * only this machine can reach.
     */
    private static int refusal(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        String site = request.getHeader("Sec-Fetch-Site");
        if ((length != null && !length.equals("0")) || request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            return 413;
        } else if (!PATHS.contains(request.path())) {
            return 404;
        } else if (request.headers().contains(HttpHeaders.ORIGIN)
                || (site != null && !site.equals("none") && !STATS.equals(request.path()))) {
            return 403;
        }
        return request.method().equals(HttpMethod.GET) ? ACCEPTED : 405;
    }

    private Future<Void> stats(HttpServerRequest request) {
        long since = System.nanoTime();
        String accepted = request.getHeader(HttpHeaders.ACCEPT);
        boolean isPage = accepted != null && accepted.contains("text/html");
        String body = isPage
                ? HttpStats.page(meters.totals(), meters.counts())
                : HttpStats.json(meters.totals(), meters.counts());
        meters.answered(TrackerMeters.HTTP, STATS.substring(1), TrackerMeters.OK, since);
        return request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, isPage ? "text/html;charset=utf-8" : "application/json")
                .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(body);
    }

    private Future<Void> answer(HttpServerRequest request) {
        long since = System.nanoTime();
        String result = TrackerMeters.OK;
        ByteString body;
        try {
            body = ANNOUNCE.equals(request.path()) ? announce(request) : scrape(request);
        } catch (BusException e) {
            if (e.code() == BusException.NO_TRACKER) {
                request.response().setStatusCode(UNAVAILABLE);
            }
            result = TrackerMeters.result(e);
            body = failure(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            result = TrackerMeters.result(e);
            body = failure(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("an announce or a scrape failed", e);
            result = TrackerMeters.result(e);
            body = failure("the tracker failed");
        }
        meters.answered(TrackerMeters.HTTP, request.path().substring(1), result, since);
        return request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(Buffer.buffer(body.toByteArray()));
    }

    private ByteString announce(HttpServerRequest request) {
        HttpAnnounce announce = HttpAnnounce.read(HttpQuery.parse(request.query()));
        return announce.write(announces.announce(announce.request(), from(request), address -> true));
    }

    private ByteString scrape(HttpServerRequest request) {
        return HttpScrape.write(announces.scrape(HttpScrape.read(HttpQuery.parse(request.query()))));
    }

    private static InetAddress from(HttpServerRequest request) {
        Optional<InetAddress> address =
                Endpoint.address(request.connection().remoteAddress().hostAddress());
        return address.orElseThrow(() -> new IllegalStateException("a request from no address"));
    }

    private static ByteString failure(String reason) {
        String text = OneLine.of(reason, MAX_REASON_CHARS);
        return new BencodeWriter()
                .beginDict()
                .key("failure reason")
                .text(text)
                .end()
                .toByteString();
    }
}
