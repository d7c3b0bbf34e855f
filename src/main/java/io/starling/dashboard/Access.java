package io.starling.dashboard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may use the dashboard, decided once at start: everybody on this machine, or whoever shows the token.
 *
 * @param isWildcard whether it listens on every address of this machine
 * @param token what every request must show, if anything
 */
record Access(boolean isWildcard, Optional<String> token) {
    static final String TOKEN_VARIABLE = "STARLING_TOKEN";

    /** Shorter ones can be guessed; 16 random letters and digits have 95 bits. */
    static final int MIN_TOKEN_CHARS = 16;

    /** Resolves the host and reads the token; blocking. Throws {@link IllegalArgumentException} with one clear line. */
    static Access of(DashboardOptions options, Map<String, String> environment) {
        InetAddress address = resolve(options.getHost());
        String file = options.getTokenFile();
        Optional<String> token = Optional.empty();
        if (file != null) {
            token = Optional.of(checked("dashboard.tokenFile", read(file)));
        } else if (!address.isLoopbackAddress()) {
            token = Optional.of(checked(TOKEN_VARIABLE, required(options.getHost(), environment.get(TOKEN_VARIABLE))));
        }
        return new Access(address.isAnyLocalAddress(), token);
    }

    private static InetAddress resolve(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("dashboard.host: \"" + host + "\" is not an address of this machine", e);
        }
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file), StandardCharsets.UTF_8).strip();
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("dashboard.tokenFile: \"" + file + "\" cannot be read", e);
        }
    }

    private static String required(String host, @Nullable String token) {
        if (token == null || token.isBlank()) {
            throw new IllegalArgumentException("dashboard.host: \"" + host
                    + "\" is not a loopback address (expected: dashboard.tokenFile or " + TOKEN_VARIABLE
                    + " with a token, or a loopback address)");
        }
        return token.strip();
    }

    private static String checked(String source, String token) {
        if (token.length() < MIN_TOKEN_CHARS) {
            throw new IllegalArgumentException(source + ": a token of " + token.length() + " characters (expected: "
                    + MIN_TOKEN_CHARS + " or more)");
        }
        return token;
    }
}
