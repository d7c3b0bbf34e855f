package io.starling.announce;

import io.starling.bus.BusException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Asks for what is at a URL that a stranger may have named, and goes where its server redirects to.
 *
 * <p>A server is followed only when that is no closer to this machine than what was asked for, or it could have us ask what
 * only we can reach. The address that was judged is the one that is dialled, whatever the name resolves to a moment later.
 *
 * <p>Refusals are {@link BusException}s that show the URL without its query and user, where secrets are.
 */
final class HttpGet {
    static final int MAX_REDIRECTS = 5;

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final Vertx vertx;
    private final HttpClientAgent client;
    private final Function<InetAddress, Reach> reach;

    /** @param reach says how close to this machine an address is */
    HttpGet(Vertx vertx, HttpClientAgent client, Function<InetAddress, Reach> reach) {
        this.vertx = vertx;
        this.client = client;
        this.reach = reach;
    }

    /**
     * What begins to come.
     *
     * @param url where it comes from at last
     * @param reach how close to this machine what was asked for is
     */
    record Answer(HttpClientResponse response, URI url, Reach reach) {}

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

    /**
     * Asks, and has what comes read.
     *
     * @param isMeant whether what is so close to this machine may be asked for the first URL
     * @param reader is called as the answer begins: what is not taken in that turn of the event loop is gone
     */
    <T> Future<T> send(
            URI first,
            Map<String, String> headers,
            BiPredicate<URI, Reach> isMeant,
            Function<Answer, Future<T>> reader) {
        return target(first).compose(target -> {
            Reach asked = reach.apply(target.address);
            return isMeant.test(first, asked)
                    ? send(target, headers, asked, MAX_REDIRECTS, reader)
                    : refused(first, "asks this machine for what is not meant for strangers");
        });
    }

    private Future<Target> target(URI url) {
        String host = url.getHost();
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return vertx.executeBlocking(() -> new Target(url, InetAddress.getByName(bare)), false);
    }

    private <T> Future<T> send(
            Target target,
            Map<String, String> headers,
            Reach asked,
            int redirectsLeft,
            Function<Answer, Future<T>> reader) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setServer(SocketAddress.inetSocketAddress(
                        target.port(), target.address().getHostAddress()))
                .setHost(target.url().getHost())
                .setPort(target.port())
                .setSsl(target.isSecure())
                .setURI(target.path());
        headers.forEach(options::putHeader);
        return client.request(options).compose(HttpClientRequest::send).compose(response -> {
            if (REDIRECTS.contains(response.statusCode())) {
                abandon(response);
                return redirectsLeft == 0
                        ? refused(target.url(), "more than " + MAX_REDIRECTS + " redirects (expected: fewer)")
                        : redirected(target.url(), response, asked)
                                .compose(next -> send(next, headers, asked, redirectsLeft - 1, reader));
            }
            return reader.apply(new Answer(response, target.url(), asked));
        });
    }

    private Future<Target> redirected(URI from, HttpClientResponse response, Reach asked) {
        URI to;
        try {
            String location = Objects.requireNonNullElse(response.getHeader("Location"), "nowhere:");
            to = HttpFetch.url(from.resolve(location).toString());
        } catch (IllegalArgumentException | BusException e) {
            return refused(from, "redirects to what is no URL (expected: http:// or https://)");
        }
        return target(to)
                .compose(target -> reach.apply(target.address()).isCloserThan(asked)
                        ? refused(
                                from,
                                "redirects to " + HttpFetch.shown(to)
                                        + ", closer to this machine than what was asked for"
                                        + " (expected: no closer; name that URL itself if it is meant)")
                        : Future.succeededFuture(target));
    }

    /** Reads no more of it; that it then fails is no news. */
    static void abandon(HttpClientResponse response) {
        response.handler(null);
        response.exceptionHandler(unused -> {});
        response.request().reset();
    }

    private static <T> Future<T> refused(URI url, String why) {
        return Future.failedFuture(new BusException(BusException.FORBIDDEN, HttpFetch.shown(url) + ": " + why));
    }
}
