package io.starling.dashboard;

import io.netty.util.NetUtil;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Answers only those who call this server by a name it knows. A foreign page that had its own name point to this
 * machine (DNS rebinding) would be of the same origin in the browser's eyes; the {@code Host} header tells it apart.
 */
final class HostGuard implements Handler<RoutingContext> {
    private final Set<String> names = new HashSet<>(Set.of("localhost", "127.0.0.1", "::1"));
    private final boolean takesAddresses;

    /** @param takesAddresses whether any IP address is fine, which no name can be rebound to: for wildcard listeners */
    HostGuard(DashboardOptions options, boolean takesAddresses) {
        this.takesAddresses = takesAddresses;
        names.add(plain(options.getHost()));
        options.getAllowedHosts().forEach(name -> names.add(plain(name)));
    }

    @Override
    public void handle(RoutingContext context) {
        HostAndPort authority = context.request().authority();
        if (authority == null) {
            context.fail(new ApiError(400, "Host: missing or malformed"));
        } else if (isKnown(plain(authority.host()), port(context.request(), authority))) {
            context.next();
        } else {
            context.fail(
                    new ApiError(421, "Host: not a name of this server (dashboard.allowedHosts lists more names)"));
        }
    }

    /** Browsers leave out the usual one. */
    private static int port(HttpServerRequest request, HostAndPort authority) {
        if (authority.port() > 0) {
            return authority.port();
        }
        return request.isSSL() ? 443 : 80;
    }

    private boolean isKnown(String name, int port) {
        return names.contains(name)
                || names.contains(name + ":" + port)
                || takesAddresses && (NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name));
    }

    private static String plain(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.startsWith("[") ? name.substring(1).replaceFirst("]", "") : name;
    }
}
