package io.starling.tracker;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * How a tracker runs: the section {@code tracker} of a configuration. Setters throw {@link IllegalArgumentException} that
 * names the key, what was found and what is expected.
 */
public final class TrackerOptions {
    public static final String DEFAULT_HOST = "127.0.0.1";
    public static final int DEFAULT_PORT = 7070;
    public static final int DEFAULT_HTTP_PORT = 6969;
    public static final long DEFAULT_HEARTBEAT_MILLIS = 2_000;

    /** Faster heartbeats would be most of the traffic. */
    private static final long MIN_HEARTBEAT_MILLIS = 50;

    /** Slower, and a dead peer would be named to others for hours. */
    private static final long MAX_HEARTBEAT_MILLIS = 3_600_000;

    /** The usual way: one number for both. */
    private static final int LIKE_HTTP_PORT = -1;

    private static final int MAX_PORT = 65_535;

    private static final Map<String, BiConsumer<TrackerOptions, JsonObject>> KEYS = new TreeMap<>(Map.of(
            "enabled", (o, json) -> o.setEnabled(typed(json, "enabled", Boolean.class, "true or false")),
            "host", (o, json) -> o.setHost(typed(json, "host", String.class, "text")),
            "port", (o, json) -> o.setPort(integer(json, "port")),
            "httpPort", (o, json) -> o.setHttpPort(integer(json, "httpPort")),
            "udpPort", (o, json) -> o.setUdpPort(integer(json, "udpPort")),
            "open", (o, json) -> o.setOpen(typed(json, "open", Boolean.class, "true or false")),
            "heartbeatMillis", (o, json) -> o.setHeartbeatMillis(integer(json, "heartbeatMillis"))));

    private boolean isEnabled = true;
    private String host = DEFAULT_HOST;
    private int port = DEFAULT_PORT;
    private int httpPort = DEFAULT_HTTP_PORT;
    private int udpPort = LIKE_HTTP_PORT;
    private boolean isOpen;
    private long heartbeatMillis = DEFAULT_HEARTBEAT_MILLIS;
    private String token = System.getenv().getOrDefault("STARLING_TOKEN", "");

    public TrackerOptions() {}

    public TrackerOptions(TrackerOptions other) {
        isEnabled = other.isEnabled;
        host = other.host;
        port = other.port;
        httpPort = other.httpPort;
        udpPort = other.udpPort;
        isOpen = other.isOpen;
        heartbeatMillis = other.heartbeatMillis;
        token = other.token;
    }

    /** Reads the section; an unknown key or a wrong type fails by name. */
    public TrackerOptions(JsonObject json) {
        for (String key : json.fieldNames()) {
            BiConsumer<TrackerOptions, JsonObject> setter = KEYS.get(key);
            if (setter == null) {
                throw new IllegalArgumentException(
                        key + ": unknown (expected one of: " + String.join(", ", KEYS.keySet()) + ")");
            }
            setter.accept(this, json);
        }
    }

    private static int integer(JsonObject json, String key) {
        return typed(json, key, Integer.class, "a whole number");
    }

    private static <T> T typed(JsonObject json, String key, Class<T> type, String expected) {
        Object value = json.getValue(key);
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(key + ": " + value + " (expected: " + expected + ")");
        }
        return type.cast(value);
    }

    /** The section with all its keys; the token is a secret, and not among them. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("enabled", isEnabled)
                .put("host", host)
                .put("port", port)
                .put("httpPort", httpPort)
                .put("udpPort", getUdpPort())
                .put("open", isOpen)
                .put("heartbeatMillis", heartbeatMillis);
    }

    public boolean isEnabled() {
        return isEnabled;
    }

    public TrackerOptions setEnabled(boolean enabled) {
        isEnabled = enabled;
        return this;
    }

    public String getHost() {
        return host;
    }

    /** The address that all doors listen on. */
    public TrackerOptions setHost(String host) {
        if (host.isBlank()) {
            throw new IllegalArgumentException("host: \"" + host + "\" (expected: an address to listen on)");
        }
        this.host = host;
        return this;
    }

    public int getPort() {
        return port;
    }

    /** Of the TCP event bus door; 0 is any free port. */
    public TrackerOptions setPort(int port) {
        this.port = checkPort("port", port);
        return this;
    }

    public int getHttpPort() {
        return httpPort;
    }

    /** Of the HTTP door for stock clients; 0 is any free port. */
    public TrackerOptions setHttpPort(int httpPort) {
        this.httpPort = checkPort("httpPort", httpPort);
        return this;
    }

    public int getUdpPort() {
        return udpPort == LIKE_HTTP_PORT ? httpPort : udpPort;
    }

    /** Of the UDP door for stock clients; 0 is any free port. That of the HTTP door unless set. */
    public TrackerOptions setUdpPort(int udpPort) {
        this.udpPort = checkPort("udpPort", udpPort);
        return this;
    }

    public boolean isOpen() {
        return isOpen;
    }

    /** Whether stock clients may announce torrents that are not in the catalogue. */
    public TrackerOptions setOpen(boolean open) {
        isOpen = open;
        return this;
    }

    public long getHeartbeatMillis() {
        return heartbeatMillis;
    }

    /** How often a peer is to send at least an empty update; three missed ones expire it. */
    public TrackerOptions setHeartbeatMillis(long heartbeatMillis) {
        if (heartbeatMillis < MIN_HEARTBEAT_MILLIS || heartbeatMillis > MAX_HEARTBEAT_MILLIS) {
            throw new IllegalArgumentException("heartbeatMillis: " + heartbeatMillis + " (expected: "
                    + MIN_HEARTBEAT_MILLIS + ".." + MAX_HEARTBEAT_MILLIS + ")");
        }
        this.heartbeatMillis = heartbeatMillis;
        return this;
    }

    public String getToken() {
        return token;
    }

    /**
     * What a client of the TCP door shows in the header {@code token} to command peers and nodes; when empty nobody may.
     * The environment's STARLING_TOKEN unless set.
     */
    public TrackerOptions setToken(String token) {
        this.token = token;
        return this;
    }

    /** The host with this port, as {@code host:port}, an IPv6 address in brackets. */
    String address(int ofPort) {
        return host.contains(":") ? "[" + host + "]:" + ofPort : host + ":" + ofPort;
    }

    private static int checkPort(String key, int port) {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException(key + ": " + port + " (expected: 0.." + MAX_PORT + ")");
        }
        return port;
    }
}
