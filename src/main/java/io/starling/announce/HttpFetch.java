package io.starling.announce;

import io.starling.bencode.ByteString;
import io.starling.bus.BusException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Fetches what is at a URL that somebody named; whatever its server does, it is over after a timeout, a few redirects and as
 * many bytes as are of use. Compressed bodies are not asked for and not unpacked.
 *
 * <p>A server is followed to where it redirects only when that is no closer to this machine than what was asked for, or it
 * could have us ask what only we can reach. The address that was judged is the one that is dialled, whatever the name
 * resolves to a moment later.
 *
 * <p>Failures are {@link BusException}s that show the URL without its query and user, where secrets are.
 */
public final class HttpFetch {
    /** In all: a server that sends a byte now and then is never idle. */
    public static final Duration TIMEOUT = Duration.ofSeconds(25);

    private static final int MAX_REDIRECTS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final Vertx vertx;
    private final int maxBytes;
    private final Duration timeout;
    private final Function<InetAddress, Reach> reach;

    /** @param maxBytes of a body */
    public HttpFetch(Vertx vertx, int maxBytes) {
        this(vertx, maxBytes, TIMEOUT, Reach::of);
    }

    HttpFetch(Vertx vertx, int maxBytes, Duration timeout, Function<InetAddress, Reach> reach) {
        this.vertx = vertx;
        this.maxBytes = maxBytes;
        this.timeout = timeout;
        this.reach = reach;
    }

    /**
     * What was there.
     *
     * @param reach how close to this machine it was
     */
    public record Fetched(ByteString body, Reach reach) {}

    /** Where a request goes. */
    private record Target(URI url, InetAddress address) {
        int port() {
            int port = url.getPort();
            return port >= 0 ? port : isSecure() ? HTTPS_PORT : HTTP_PORT;
        }

        boolean isSecure() {
            return "https".equalsIgnoreCase(url.getScheme());
        }

        String path() {
            String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
            return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
        }
    }

    /** From any address, this machine's too: a user named the URL. */
    public Future<ByteString> fetch(String url) {
        return fetch(url(url), first -> true).map(Fetched::body);
    }

    /** @param isMeantForHere whether what this machine alone can reach may be asked for this */
    Future<Fetched> fetch(URI first, Predicate<URI> isMeantForHere) {
        HttpClientAgent client = vertx.createHttpClient();
        return target(first)
                .compose(target -> {
                    Reach asked = reach.apply(target.address);
                    return asked == Reach.LOCAL && !isMeantForHere.test(first)
                            ? HttpFetch.<Fetched>refused(first, "asks this machine for what is not meant for strangers")
                            : get(client, target, asked, MAX_REDIRECTS).map(body -> new Fetched(body, asked));
                })
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .recover(cause -> Future.failedFuture(failure(first, cause)))
                .eventually(client::close);
    }

    /** The URL as it may be shown, on one line: its user and its query are its owner's. */
    public static String shown(URI url) {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort())
                + url.getRawPath();
    }

    public static URI url(String text) {
        try {
            URI url = new URI(text);
            String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
            if (url.getHost() != null && url.getPort() <= 65_535 && (scheme.equals("http") || scheme.equals("https"))) {
                return url;
            }
        } catch (URISyntaxException e) {
            // said below, without what may be secret in it
        }
        throw new BusException(
                BusException.MALFORMED, "source: not a URL (expected: http:// or https://, a host, and a path)");
    }

    private BusException failure(URI url, Throwable cause) {
        if (cause instanceof BusException said) {
            return said;
        }
        String why = cause instanceof TimeoutException
                ? "not fetched within " + timeout.toMillis() + " ms"
                : "cannot be fetched: " + (cause.getMessage() == null ? cause : cause.getMessage());
        return new BusException(BusException.CONFLICT, shown(url) + ": " + why);
    }

    private Future<Target> target(URI url) {
        String host = url.getHost();
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return vertx.executeBlocking(() -> new Target(url, InetAddress.getByName(bare)), false);
    }

    private Future<ByteString> get(HttpClientAgent client, Target target, Reach asked, int redirectsLeft) {
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setServer(SocketAddress.inetSocketAddress(
                        target.port(), target.address().getHostAddress()))
                .setHost(target.url().getHost())
                .setPort(target.port())
                .setSsl(target.isSecure())
                .setURI(target.path());
        return client.request(request).compose(HttpClientRequest::send).compose(response -> {
            if (REDIRECTS.contains(response.statusCode())) {
                abandon(response);
                return follow(client, target, response, asked, redirectsLeft);
            }
            return body(target.url(), response, maxBytes);
        });
    }

    private Future<ByteString> follow(
            HttpClientAgent client, Target from, HttpClientResponse response, Reach asked, int redirectsLeft) {
        if (redirectsLeft == 0) {
            return refused(from.url(), "more than " + MAX_REDIRECTS + " redirects (expected: fewer)");
        }
        URI to;
        try {
            String location = Objects.requireNonNullElse(response.getHeader("Location"), "nowhere:");
            to = url(from.url().resolve(location).toString());
        } catch (IllegalArgumentException | BusException e) {
            return refused(from.url(), "redirects to what is no URL (expected: http:// or https://)");
        }
        return target(to)
                .compose(target -> reach.apply(target.address()).isCloserThan(asked)
                        ? refused(
                                from.url(),
                                "redirects to " + shown(to) + ", closer to this machine than what was asked for"
                                        + " (expected: no closer; name that URL itself if it is meant)")
                        : get(client, target, asked, redirectsLeft - 1));
    }

    /** Reads no more than is of use, whatever the server says or sends. */
    private static Future<ByteString> body(URI url, HttpClientResponse response, int maxBytes) {
        if (response.statusCode() != 200) {
            return Future.failedFuture(new BusException(
                    BusException.UNKNOWN, shown(url) + ": status " + response.statusCode() + " (expected: 200)"));
        }
        Promise<ByteString> body = Promise.promise();
        Buffer gathered = Buffer.buffer();
        response.handler(bytes -> {
            gathered.appendBuffer(bytes);
            if (gathered.length() > maxBytes) {
                body.tryFail(new BusException(
                        BusException.TOO_LARGE, shown(url) + ": too large (expected: at most " + maxBytes + " bytes)"));
                abandon(response);
            }
        });
        response.exceptionHandler(body::tryFail);
        response.endHandler(end -> body.tryComplete(ByteString.wrap(gathered.getBytes())));
        return body.future();
    }

    /** Reads no more of it; that it then fails is no news. */
    private static void abandon(HttpClientResponse response) {
        response.handler(null);
        response.exceptionHandler(unused -> {});
        response.request().reset();
    }

    private static <T> Future<T> refused(URI url, String why) {
        return Future.failedFuture(new BusException(BusException.FORBIDDEN, shown(url) + ": " + why));
    }
}
