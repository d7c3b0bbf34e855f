package io.starling.node;

import io.vertx.core.net.SocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host and a TCP port, written {@code host:port}, an IPv6 address in brackets.
 *
 * @param host a name or an address, without brackets
 * @param port 0 to 65535; 0 where any free port will do
 */
public record HostPort(String host, int port) {
    private static final int MAX_PORT = 65_535;

    private static final Pattern FORM =
            Pattern.compile("(?:\\[(?<bracketed>[^\\s/@\\[\\]]+)]|(?<host>[^\\s/@:\\[\\]]+)):(?<port>[0-9]{1,5})");

    public HostPort {
        if (host.isBlank()) {
            throw new IllegalArgumentException("host: empty (expected: a name or an address)");
        }
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0.." + MAX_PORT + ")");
        }
    }

    /** Reads {@code host:port}; throws {@link IllegalArgumentException} that says what is expected instead. */
    public static HostPort parse(String text) {
        return tryParse(text).orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" (expected: HOST:PORT)"));
    }

    /** Reads {@code host:port}; empty when it is none. */
    public static Optional<HostPort> tryParse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String bracketed = matcher.group("bracketed");
        int port = Integer.parseInt(matcher.group("port"));
        return port > MAX_PORT
                ? Optional.empty()
                : Optional.of(new HostPort(bracketed == null ? matcher.group("host") : bracketed, port));
    }

    /** As Vert.x wants it; a name is not resolved here. */
    public SocketAddress socketAddress() {
        return SocketAddress.inetSocketAddress(port, host);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
