package io.starling.dashboard;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.starling.testing.Clients;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.parsetools.RecordParser;
import io.vertx.core.streams.ReadStream;
import java.net.URI;
import java.util.function.Consumer;

/** A page that follows events over one of the transports, and stops reading when it is told to. */
final class Follower {
    enum Transport {
        RAW_WEBSOCKET,
        WEBSOCKET,
        XHR_STREAMING
    }

    private final URI server;
    private final Consumer<JsonObject> listener;
    private final Transport transport;
    private final HttpClient client;
    private final String session;
    private WebSocket socket;
    private ReadStream<Buffer> stream;
    private boolean isPaused;
    private boolean isClosed;

    private Follower(Vertx vertx, String url, Transport transport, Consumer<JsonObject> listener) {
        this.server = URI.create(url);
        this.transport = transport;
        this.listener = listener;
        this.client = Clients.http(vertx);
        this.session = "/eventbus/000/" + hashCode();
    }

    /** @param listener takes the frames of the bridge, one by one */
    static Follower open(Vertx vertx, String url, Transport transport, Consumer<JsonObject> listener) throws Exception {
        Follower follower = new Follower(vertx, url, transport, listener);
        switch (transport) {
            case RAW_WEBSOCKET -> follower.connect(vertx, "/eventbus/websocket", follower::frame);
            case WEBSOCKET -> follower.connect(vertx, follower.session + "/websocket", follower::sockJs);
            case XHR_STREAMING -> follower.poll();
        }
        return follower;
    }

    private void connect(Vertx vertx, String path, Consumer<String> received) throws Exception {
        WebSocketClientOptions large =
                new WebSocketClientOptions().setMaxFrameSize(1 << 24).setMaxMessageSize(1 << 24);
        socket = Clients.webSocket(vertx, large)
                .connect(server.getPort(), server.getHost(), path)
                .await(10, SECONDS);
        stream = socket;
        socket.textMessageHandler(received::accept);
        socket.binaryMessageHandler(bytes -> received.accept(bytes.toString()));
    }

    /** One request after the other: the server ends each after some bytes. */
    private void poll() throws Exception {
        client.request(HttpMethod.POST, server.getPort(), server.getHost(), session + "/xhr_streaming")
                .compose(request -> request.send().onSuccess(this::streaming))
                .await(10, SECONDS);
    }

    private void streaming(HttpClientResponse response) {
        stream = response;
        RecordParser lines = RecordParser.newDelimited("\n", line -> sockJs(line.toString()));
        lines.maxRecordSize(1 << 24);
        response.handler(lines);
        response.endHandler(ended -> {
            if (!isClosed) {
                again();
            }
        });
        if (isPaused) {
            response.pause();
        }
    }

    private void again() {
        client.request(HttpMethod.POST, server.getPort(), server.getHost(), session + "/xhr_streaming")
                .compose(request -> request.send().onSuccess(this::streaming))
                .onFailure(closed -> {});
    }

    private void sockJs(String text) {
        if (text.startsWith("a")) {
            new JsonArray(text.substring(1)).forEach(frame -> frame((String) frame));
        }
    }

    private void frame(String text) {
        listener.accept(new JsonObject(text));
    }

    void register(String address) throws Exception {
        say(new JsonObject().put("type", "register").put("address", address));
    }

    void ping() throws Exception {
        say(new JsonObject().put("type", "ping"));
    }

    private void say(JsonObject frame) throws Exception {
        switch (transport) {
            case RAW_WEBSOCKET -> socket.writeTextMessage(frame.encode()).await(10, SECONDS);
            case WEBSOCKET ->
                socket.writeTextMessage(new JsonArray().add(frame.encode()).encode())
                        .await(10, SECONDS);
            case XHR_STREAMING ->
                client.request(HttpMethod.POST, server.getPort(), server.getHost(), session + "/xhr_send")
                        .compose(request ->
                                request.send(new JsonArray().add(frame.encode()).encode()))
                        .await(10, SECONDS);
        }
    }

    void pause() {
        isPaused = true;
        stream.pause();
    }

    void resume() {
        isPaused = false;
        stream.resume();
    }

    void close() throws Exception {
        isClosed = true;
        resume();
        if (socket != null) {
            socket.close().await(10, SECONDS);
        }
        client.close().await(10, SECONDS);
    }
}
