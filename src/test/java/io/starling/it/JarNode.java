package io.starling.it;

import io.starling.bus.BusJson;
import io.starling.bus.Delivery;
import io.starling.bus.SwarmSnapshot;
import io.starling.bus.TrackerRequest;
import io.starling.bus.TransferFiles.TransferFile;
import io.starling.bus.TransferSnapshot;
import io.starling.testing.JarProcess;
import io.starling.torrent.InfoHash;
import io.starling.torrent.MagnetLink;
import io.starling.torrent.TransferStatus;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A node that runs by a configuration, in a JVM of its own, and has said that it is ready. Closing it kills it. */
final class JarNode implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final JarProcess process;
    private final JsonObject ready;

    private JarNode(JarProcess process) {
        this.process = process;
        this.ready = new JsonObject(process.awaitOut("STARLING READY (.*)").group(1));
    }

    static JarNode start(Path configuration) {
        return start(JarProcess.of("-conf", configuration.toString()));
    }

    static JarNode start(JarProcess.Builder node) {
        return awaitReady(node.start());
    }

    /** A node that has been started already; when it does not become ready, it is killed. */
    static JarNode awaitReady(JarProcess process) {
        try {
            return new JarNode(process);
        } catch (AssertionError e) {
            process.close();
            throw e;
        }
    }

    JarProcess process() {
        return process;
    }

    /** Where the other nodes of its cluster reach it. */
    String cluster() {
        return ready.getString("cluster");
    }

    /** The address of the tracker's server socket. */
    String tracker() {
        return ready.getString("tracker");
    }

    /** Where the tracker answers stock clients. */
    String http() {
        return ready.getString("http");
    }

    /** Where stock clients announce to the tracker by UDP. */
    String udp() {
        return ready.getString("udp");
    }

    String dashboard() {
        return ready.getString("dashboard");
    }

    /** All transfers of the node's peers, as its dashboard tells them. */
    List<TransferSnapshot> transfers() throws IOException, InterruptedException {
        return items("transfers").stream()
                .map(item -> BusJson.read(item, TransferSnapshot.class))
                .toList();
    }

    /** All transfers of all nodes of its cluster. */
    List<TransferSnapshot> transfersOfAll() throws IOException, InterruptedException {
        return items("transfers?scope=cluster").stream()
                .map(item -> BusJson.read(item, TransferSnapshot.class))
                .toList();
    }

    /** Who sends to whom in this swarm at the moment, as its peers tell the tracker. */
    List<TrackerRequest.Link> links(InfoHash infoHash) throws IOException, InterruptedException {
        return BusJson.read(file(infoHash), SwarmSnapshot.class).links();
    }

    /** The magnet link of this file. */
    MagnetLink magnet(InfoHash infoHash) throws IOException, InterruptedException {
        return MagnetLink.parse(file(infoHash).getString("magnet"));
    }

    private JsonObject file(InfoHash infoHash) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(dashboard() + "api/v1/files/" + infoHash))
                .build();
        return send(request, 200);
    }

    /** The nodes of its cluster, with what runs on them. */
    List<JsonObject> nodes() throws IOException, InterruptedException {
        return items("nodes");
    }

    /** The files of a transfer of its only peer. */
    List<TransferFile> files(TransferSnapshot transfer) throws IOException, InterruptedException {
        return items(path(transfer) + "/files").stream()
                .map(item -> BusJson.read(item, TransferFile.class))
                .toList();
    }

    /** Changes a transfer of its only peer. */
    void change(TransferSnapshot transfer, JsonObject changes) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(dashboard() + "api/v1/" + path(transfer)))
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(changes.encode()))
                .build();
        send(request, 200);
    }

    private static String path(TransferSnapshot transfer) {
        return "transfers/" + transfer.peer() + "/" + transfer.infoHash();
    }

    private List<JsonObject> items(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(dashboard() + "api/v1/" + path))
                .build();
        return send(request, 200).getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    /** Tells the node's only peer to fetch this, or to go on with it. */
    void get(String source) throws IOException, InterruptedException {
        send(add(source), 201);
    }

    /** Tells the node's only peer to fetch what cannot be fetched; returns {@code {code, message}}. */
    JsonObject refused(String source) throws IOException, InterruptedException {
        HttpResponse<String> response = HTTP.send(add(source), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() < 400 || response.statusCode() >= 500) {
            throw new AssertionError(source + ": " + response.statusCode() + " " + response.body());
        }
        return new JsonObject(response.body()).getJsonObject("error");
    }

    /** How a delivery stands, as this node learns it; empty while no node sees to deliveries. */
    Optional<Delivery> delivery(String id) throws IOException, InterruptedException {
        URI uri = URI.create(dashboard() + "api/v1/deliveries/" + id);
        HttpResponse<String> response =
                HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() == 503) {
            return Optional.empty();
        }
        if (response.statusCode() != 200) {
            throw new AssertionError(uri + ": " + response.statusCode() + " " + response.body());
        }
        return Optional.of(BusJson.read(new JsonObject(response.body()), Delivery.class));
    }

    private HttpRequest add(String source) {
        String body = new JsonObject().put("source", source).encode();
        return transfersRequest()
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private HttpRequest.Builder transfersRequest() {
        return HttpRequest.newBuilder(URI.create(dashboard() + "api/v1/transfers"));
    }

    private static JsonObject send(HttpRequest request, int expectedStatus) throws IOException, InterruptedException {
        HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != expectedStatus) {
            throw new AssertionError(request + ": " + response.statusCode() + " " + response.body());
        }
        return new JsonObject(response.body());
    }

    /** Waits until the node has this many transfers and all are as expected. */
    List<TransferSnapshot> await(int count, String expectation, Predicate<TransferSnapshot> isExpected)
            throws Exception {
        return Poll.until(
                count + " transfers " + expectation,
                this::transfers,
                all -> all.size() == count && all.stream().allMatch(isExpected));
    }

    List<TransferSnapshot> awaitDownloaded(int count) throws Exception {
        return await(count, "DOWNLOADED", transfer -> transfer.status() == TransferStatus.DOWNLOADED);
    }

    @Override
    public void close() {
        process.close();
    }
}
