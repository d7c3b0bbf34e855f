package io.starling.dashboard;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code dashboard} of the configuration. Setters throw {@link IllegalArgumentException} naming the key, what
 * was found and what is expected.
 */
public final class DashboardOptions {
    public static final String DEFAULT_HOST = "127.0.0.1";
    public static final int DEFAULT_PORT = 8080;
    public static final String DEFAULT_BASE_PATH = "/";

    private static final Pattern BASE_PATH = Pattern.compile("/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*/)*");
    private static final Pattern HOST = Pattern.compile("(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::\\d{1,5})?");
    private static final Pattern ORIGIN = Pattern.compile("https?://" + HOST.pattern());

    private boolean enabled = true;
    private String host = DEFAULT_HOST;
    private int port = DEFAULT_PORT;
    private String basePath = DEFAULT_BASE_PATH;
    private @Nullable String tokenFile;
    private @Nullable TlsOptions tls;
    private List<String> roots = List.of(".");
    private List<String> allowedHosts = List.of();
    private List<String> allowedOrigins = List.of();

    public DashboardOptions() {}

    public DashboardOptions(DashboardOptions other) {
        enabled = other.enabled;
        host = other.host;
        port = other.port;
        basePath = other.basePath;
        tokenFile = other.tokenFile;
        tls = other.tls == null ? null : new TlsOptions(other.tls);
        roots = other.roots;
        allowedHosts = other.allowedHosts;
        allowedOrigins = other.allowedOrigins;
    }

    public boolean isEnabled() {
        return enabled;
    }

    public DashboardOptions setEnabled(boolean enabled) {
        this.enabled = enabled;
        return this;
    }

    public String getHost() {
        return host;
    }

    /** The address to listen on. One that is not a loopback address needs a token. */
    public DashboardOptions setHost(String host) {
        require(!host.isBlank(), "host", host, "an address or a host name");
        this.host = host;
        return this;
    }

    public int getPort() {
        return port;
    }

    /** The port to listen on; 0 is any free port. */
    public DashboardOptions setPort(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0..65535)");
        }
        this.port = port;
        return this;
    }

    public String getBasePath() {
        return basePath;
    }

    /** The path below which everything is served; it begins and ends with a slash, and a missing last one is added. */
    public DashboardOptions setBasePath(String basePath) {
        String path = basePath.endsWith("/") ? basePath : basePath + "/";
        require(BASE_PATH.matcher(path).matches(), "basePath", basePath, "a path such as / or /starling/");
        this.basePath = path;
        return this;
    }

    public @Nullable String getTokenFile() {
        return tokenFile;
    }

    /** A file that holds the token that every request must show; none by default. */
    public DashboardOptions setTokenFile(@Nullable String tokenFile) {
        require(tokenFile == null || !tokenFile.isBlank(), "tokenFile", String.valueOf(tokenFile), "a file");
        this.tokenFile = tokenFile;
        return this;
    }

    /** Empty when the dashboard speaks plain HTTP, as it does by default. */
    public Optional<TlsOptions> getTls() {
        return Optional.ofNullable(tls);
    }

    public DashboardOptions setTls(@Nullable TlsOptions tls) {
        this.tls = tls;
        return this;
    }

    public List<String> getRoots() {
        return roots;
    }

    /** The directories below which files of this machine may be named in requests. */
    public DashboardOptions setRoots(List<String> roots) {
        roots.forEach(root -> require(!Objects.requireNonNullElse(root, "").isBlank(), "roots", root, "directories"));
        this.roots = List.copyOf(roots);
        return this;
    }

    public List<String> getAllowedHosts() {
        return allowedHosts;
    }

    /** Names by which browsers may call this server, besides the loopback names and {@link #getHost}; a port is optional. */
    public DashboardOptions setAllowedHosts(List<String> allowedHosts) {
        allowedHosts.forEach(
                name -> require(matches(HOST, name), "allowedHosts", name, "a host name, with a port or not"));
        this.allowedHosts = List.copyOf(allowedHosts);
        return this;
    }

    public List<String> getAllowedOrigins() {
        return allowedOrigins;
    }

    /** Origins whose pages may call this server, besides its own. */
    public DashboardOptions setAllowedOrigins(List<String> allowedOrigins) {
        allowedOrigins.forEach(
                origin -> require(matches(ORIGIN, origin), "allowedOrigins", origin, "such as https://files.example"));
        this.allowedOrigins = List.copyOf(allowedOrigins);
        return this;
    }

    private static boolean matches(Pattern pattern, @Nullable String text) {
        return text != null && pattern.matcher(text).matches();
    }

    private static void require(boolean holds, String key, String found, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(key + ": \"" + found + "\" (expected: " + expected + ")");
        }
    }
}
