package io.starling.dashboard;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;

/**
 * Refuses what the page of another site makes a browser send, over every transport: websockets know no same-origin rule,
 * and simple requests are sent before a browser asks. Stands behind {@link HostGuard}, so an origin that equals the
 * {@code Host} is this server's own. Programs that are no browser send neither header and pass.
 */
final class OriginGuard implements Handler<RoutingContext> {
    private static final Set<String> FOREIGN_SITES = Set.of("cross-site", "same-site");

    private final Set<String> allowed;

    OriginGuard(DashboardOptions options) {
        allowed = Set.copyOf(options.getAllowedOrigins());
    }

    @Override
    public void handle(RoutingContext context) {
        if (isOwn(context.request())) {
            context.next();
        } else {
            context.fail(new ApiError(403, "Origin: not this server (dashboard.allowedOrigins lists more origins)"));
        }
    }

    private boolean isOwn(HttpServerRequest request) {
        List<String> origins = request.headers().getAll("Origin");
        if (origins.isEmpty()) {
            String site = request.getHeader("Sec-Fetch-Site");
            return site == null || !FOREIGN_SITES.contains(site);
        }
        return origins.size() == 1 && (allowed.contains(origins.get(0)) || isSelf(origins.get(0), request));
    }

    /** Of a plain request the origin may be either: a proxy in front may have taken off TLS. */
    private static boolean isSelf(String origin, HttpServerRequest request) {
        String authority = text(request.authority());
        return origin.equalsIgnoreCase("https://" + authority)
                || !request.isSSL() && origin.equalsIgnoreCase("http://" + authority);
    }

    private static String text(HostAndPort authority) {
        return authority.port() > 0 ? authority.host() + ":" + authority.port() : authority.host();
    }
}
