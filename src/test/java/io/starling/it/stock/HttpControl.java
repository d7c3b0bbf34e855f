package io.starling.it.stock;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** Where a client takes commands by HTTP. */
final class HttpControl {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();

    private final URI root;

    HttpControl(Place place) {
        this.root = URI.create("http://" + place.host() + ":" + place.controlPort() + "/");
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(root.resolve(path));
    }

    /** The answer of any status. */
    static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    String get(String path) throws IOException, InterruptedException {
        return ok(request(path));
    }

    String post(String path, String contentType, String body) throws IOException, InterruptedException {
        BodyPublisher utf8 = BodyPublishers.ofString(body, StandardCharsets.UTF_8);
        return ok(request(path).header("Content-Type", contentType).POST(utf8));
    }

    JsonObject post(String path, JsonObject body) throws IOException, InterruptedException {
        return new JsonObject(post(path, "application/json", body.encode()));
    }

    /** The body of an answer of status 200; anything else is a failure. */
    static String ok(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = send(request);
        if (response.statusCode() != 200) {
            throw new IOException(response + ": " + response.body());
        }
        return response.body();
    }
}
