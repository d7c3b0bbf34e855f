package io.starling.it.stock;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** aria2, which takes commands by JSON-RPC. */
final class Aria2 implements StockClient {
    private final StockProcess process;
    private final HttpControl control;

    Aria2(Order order, Place place) throws IOException {
        control = new HttpControl(place);
        List<String> command = new ArrayList<>(List.of(
                "aria2c",
                "--no-conf=true",
                "--interface=" + place.host(),
                "--disable-ipv6=true",
                "--listen-port=" + place.port(),
                "--enable-rpc=true",
                "--rpc-listen-all=true", // on loopback, or in a network of its own
                "--rpc-listen-port=" + place.controlPort(),
                "--enable-peer-exchange=false",
                "--bt-enable-lpd=false",
                "--check-integrity=true",
                "--seed-ratio=0.0", // for ever
                "--file-allocation=none",
                "--show-console-readout=false",
                "--console-log-level=info",
                "--dir=" + order.directory()));
        command.addAll(encryption(order.encryption()));
        Path home = StockProcess.home("aria2", order);
        command.addAll(dht(home, place));
        command.add(order.source());
        process = StockProcess.start("aria2", home, place, command);
    }

    /** It asks trackers by UDP only when its DHT is on, which knows nobody to begin with. */
    private static List<String> dht(Path home, Place place) {
        return place.isLoopback()
                ? List.of("--enable-dht=false")
                : List.of(
                        "--enable-dht=true",
                        "--dht-listen-port=" + place.port(),
                        "--dht-file-path=" + home.resolve("dht.dat"));
    }

    private static List<String> encryption(Order.Encryption encryption) {
        return switch (encryption) {
            case AS_IT_COMES -> List.of();
            case HANDSHAKE -> List.of("--bt-require-crypto=true", "--bt-min-crypto-level=plain");
            case RC4 -> List.of("--bt-require-crypto=true", "--bt-min-crypto-level=arc4");
        };
    }

    private JsonObject call(String method) throws IOException, InterruptedException {
        return control.post(
                "jsonrpc", new JsonObject().put("jsonrpc", "2.0").put("id", "1").put("method", method));
    }

    @Override
    public String version() throws Exception {
        return process.await("answers", () -> call("aria2.getVersion"), answer -> true)
                .getJsonObject("result")
                .getString("version");
    }

    /** A magnet link is a download of its own, which ends when the one that it leads to begins. */
    @Override
    public void awaitDone() throws Exception {
        process.await("seeds", () -> call("aria2.tellActive").getJsonArray("result"), Aria2::isSeeding);
    }

    private static boolean isSeeding(JsonArray active) {
        return active.stream().map(JsonObject.class::cast).anyMatch(Aria2::isWhole);
    }

    private static boolean isWhole(JsonObject download) {
        return "true".equals(download.getString("seeder"))
                && download.getString("completedLength").equals(download.getString("totalLength"));
    }

    @Override
    public void leave() throws IOException, InterruptedException {
        call("aria2.shutdown");
    }

    @Override
    public void close() throws Exception {
        process.end(this::leave);
    }

    @Override
    public String toString() {
        return process.toString();
    }
}
