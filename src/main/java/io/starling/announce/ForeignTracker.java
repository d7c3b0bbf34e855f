package io.starling.announce;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/** A tracker that a torrent names: it knows nothing of the bus, and is believed as little as any stranger. */
interface ForeignTracker {
    /** Fails with what a person can read, in bounded time, when there is no answer that can be believed. */
    Future<Announced> announce(AnnounceRequest request);

    /** The tracker at this URL; nothing when it is no URL, or of a kind that is not spoken here. */
    static Optional<ForeignTracker> at(Vertx vertx, String url) {
        return parse(url).flatMap(uri -> switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
            case "http", "https" -> Optional.of(new HttpTracker(vertx, uri));
            case "udp" ->
                uri.getPort() < 1
                        ? Optional.empty()
                        : Optional.of(new UdpTracker(vertx, uri, UdpTracker.Patience.DEFAULT));
            default -> Optional.empty();
        });
    }

    private static Optional<URI> parse(String url) {
        try {
            URI uri = new URI(url);
            boolean isWhole = uri.getScheme() != null && uri.getHost() != null && uri.getPort() <= 65_535;
            return isWhole ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** The URL as it may be shown: its path and query may be a person's key. */
    static String shown(URI url) {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }
}
