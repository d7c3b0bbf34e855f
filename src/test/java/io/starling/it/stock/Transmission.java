package io.starling.it.stock;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** transmission-daemon, which takes commands by its RPC. */
final class Transmission implements StockClient {
    /** Which it gives to who asks without, as {@code 409 Conflict}: no page of a browser can do that. */
    private static final String SESSION = "X-Transmission-Session-Id";

    private static final String RPC = "transmission/rpc";

    private final StockProcess process;
    private final HttpControl control;

    Transmission(Order order, Place place) throws Exception {
        control = new HttpControl(place);
        Path home = StockProcess.home("transmission", order);
        Files.writeString(home.resolve("settings.json"), settings(order, place).encodePrettily());
        process = StockProcess.start(
                "Transmission", home, place, List.of("transmission-daemon", "--foreground", "-g", home.toString()));
        try {
            add(order);
        } catch (Exception | Error e) {
            close();
            throw e;
        }
    }

    private static JsonObject settings(Order order, Place place) {
        return new JsonObject()
                .put("bind-address-ipv4", place.host())
                .put("bind-address-ipv6", "::1")
                .put("peer-port", place.port())
                .put("rpc-bind-address", place.host())
                .put("rpc-port", place.controlPort())
                .put("rpc-whitelist-enabled", false)
                .put("rpc-host-whitelist-enabled", false)
                .put("dht-enabled", false)
                .put("pex-enabled", false)
                .put("lpd-enabled", false)
                .put("port-forwarding-enabled", false)
                .put("encryption", order.encryption() == Order.Encryption.AS_IT_COMES ? 1 : 2); // preferred, required
    }

    private void add(Order order) throws Exception {
        process.await("answers", () -> call("session-get", new JsonObject()), answer -> true);
        JsonObject added = call(
                "torrent-add",
                new JsonObject()
                        .put("filename", order.source())
                        .put("download-dir", order.directory().toString()));
        if (!added.containsKey("torrent-added")) {
            throw new AssertionError("Transmission does not take " + order + ": " + added);
        }
    }

    private JsonObject call(String method, JsonObject arguments) throws IOException, InterruptedException {
        String session = HttpControl.send(control.request(RPC))
                .headers()
                .firstValue(SESSION)
                .orElseThrow(() -> new IOException("no " + SESSION));
        JsonObject body = new JsonObject().put("method", method).put("arguments", arguments);
        HttpRequest.Builder request =
                control.request(RPC).header(SESSION, session).POST(BodyPublishers.ofString(body.encode()));
        return new JsonObject(HttpControl.ok(request)).getJsonObject("arguments");
    }

    /** Its only torrent. */
    private JsonObject torrent() throws IOException, InterruptedException {
        List<String> fields = List.of("metadataPercentComplete", "leftUntilDone", "status", "errorString");
        return call("torrent-get", new JsonObject().put("fields", new JsonArray(fields)))
                .getJsonArray("torrents")
                .getJsonObject(0);
    }

    @Override
    public String version() throws Exception {
        return call("session-get", new JsonObject()).getString("version").split(" ")[0];
    }

    @Override
    public void awaitDone() throws Exception {
        process.await("seeds", this::torrent, Transmission::isSeeding);
    }

    private static boolean isSeeding(JsonObject torrent) {
        return torrent.getInteger("status") == 6
                && torrent.getInteger("metadataPercentComplete") == 1
                && torrent.getLong("leftUntilDone") == 0;
    }

    /** A session that ends does not take leave, a torrent that is stopped does. */
    @Override
    public void leave() throws IOException, InterruptedException {
        call("torrent-stop", new JsonObject());
    }

    @Override
    public void close() throws Exception {
        process.end(() -> call("session-close", new JsonObject()));
    }

    @Override
    public String toString() {
        return process.toString();
    }
}
