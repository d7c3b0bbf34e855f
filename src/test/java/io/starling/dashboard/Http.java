package io.starling.dashboard;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.starling.testing.Clients;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Requests exactly as a test writes them: any path, any header, {@code Host} included; any certificate is fine. */
final class Http {
    private final Context context;
    private final HttpClient client;
    private final URI server;

    Http(Vertx vertx, String url) {
        this(vertx, url, "127.0.0.1");
    }

    /** @param from the address of this machine that the requests come from */
    Http(Vertx vertx, String url, String from) {
        context = vertx.getOrCreateContext();
        server = URI.create(url);
        client = Clients.http(
                vertx,
                new HttpClientOptions()
                        .setLocalAddress(from)
                        .setSsl(server.getScheme().equals("https"))
                        .setTrustAll(true)
                        .setVerifyHost(false));
    }

    record Answer(int status, Map<String, String> headers, Buffer body) {
        String text() {
            return body.toString();
        }

        JsonObject json() {
            return body.toJsonObject();
        }

        String error() {
            return json().getJsonObject("error").getString("code");
        }

        String message() {
            return json().getJsonObject("error").getString("message");
        }

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    Answer get(String path, String... headers) throws Exception {
        return send(HttpMethod.GET, path, "", headers);
    }

    Answer post(String path, String body, String... headers) throws Exception {
        return send(HttpMethod.POST, path, body, headers);
    }

    Answer send(HttpMethod method, String path, String body, String... headers) throws Exception {
        return send(method, path, Buffer.buffer(body), headers);
    }

    Answer send(HttpMethod method, String path, Buffer body, String... headers) throws Exception {
        // All on one context: a body that arrives before somebody asks for it is lost.
        Promise<Answer> answer = Promise.promise();
        context.runOnContext(start -> client.request(options(method, path, headers))
                .compose(request -> request.send(body))
                .compose(response -> response.body().map(bytes -> answer(response, bytes)))
                .onComplete(answer));
        return answer.future().await(10, SECONDS);
    }

    private RequestOptions options(HttpMethod method, String path, String... headers) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setHost(server.getHost())
                .setPort(server.getPort())
                .setURI(path);
        for (int i = 0; i < headers.length; i += 2) {
            options.putHeader(headers[i], headers[i + 1]);
        }
        return options;
    }

    private static Answer answer(HttpClientResponse response, Buffer body) {
        Map<String, String> headers = new HashMap<>();
        response.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        return new Answer(response.statusCode(), headers, body);
    }
}
