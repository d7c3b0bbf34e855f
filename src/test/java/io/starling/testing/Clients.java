package io.starling.testing;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.shareddata.Shareable;
import java.util.UUID;

/**
 * Clients that live as long as their Vert.x. One that nothing refers to is closed by the garbage collector, and its
 * connections with it, also while a test waits for their answer.
 */
public final class Clients {
    private Clients() {}

    private record Kept(Object client) implements Shareable {}

    public static HttpClient http(Vertx vertx) {
        return http(vertx, new HttpClientOptions());
    }

    public static HttpClient http(Vertx vertx, HttpClientOptions options) {
        return kept(vertx, vertx.createHttpClient(options));
    }

    public static WebSocketClient webSocket(Vertx vertx) {
        return webSocket(vertx, new WebSocketClientOptions());
    }

    public static WebSocketClient webSocket(Vertx vertx, WebSocketClientOptions options) {
        return kept(vertx, vertx.createWebSocketClient(options));
    }

    public static NetClient net(Vertx vertx) {
        return net(vertx, new NetClientOptions());
    }

    public static NetClient net(Vertx vertx, NetClientOptions options) {
        return kept(vertx, vertx.createNetClient(options));
    }

    private static <T> T kept(Vertx vertx, T client) {
        vertx.sharedData()
                .<String, Kept>getLocalMap("clients")
                .put(UUID.randomUUID().toString(), new Kept(client));
        return client;
    }
}
