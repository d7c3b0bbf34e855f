package io.starling.announce;

import io.starling.bencode.ByteString;
import io.starling.bus.BusException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientResponse;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Fetches what is at a URL that somebody named; whatever its server does, it is over after a timeout, a few redirects and as
 * many bytes as are of use. Compressed bodies are not asked for and not unpacked.
 *
 * <p>Failures are {@link BusException}s that show the URL without its query and user, where secrets are.
 */
public final class HttpFetch {
    /** In all: a server that sends a byte now and then is never idle. */
    public static final Duration TIMEOUT = Duration.ofSeconds(25);

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

    /** From any address, this machine's too: a user named the URL. */
    public Future<ByteString> fetch(String url) {
        return fetch(url(url), first -> true).map(Fetched::body);
    }

    /** @param isMeantForHere whether what this machine alone can reach may be asked for this */
    Future<Fetched> fetch(URI first, Predicate<URI> isMeantForHere) {
        HttpClientAgent client = vertx.createHttpClient();
        return new HttpGet(vertx, client, reach)
                .send(
                        first,
                        Map.of(),
                        (url, asked) -> asked != Reach.LOCAL || isMeantForHere.test(url),
                        answer -> body(answer.url(), answer.response(), maxBytes)
                                .map(body -> new Fetched(body, answer.reach())))
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
                HttpGet.abandon(response);
            }
        });
        response.exceptionHandler(body::tryFail);
        response.endHandler(end -> body.tryComplete(ByteString.wrap(gathered.getBytes())));
        return body.future();
    }
}
