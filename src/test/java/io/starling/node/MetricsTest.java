package io.starling.node;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.starling.dashboard.DashboardOptions;
import io.starling.testing.Clients;
import io.starling.torrent.InfoHash;
import io.starling.tracker.TrackerOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The metrics and the health of a node that moves a file from one of its peers to another. */
@ExtendWith(VertxExtension.class)
class MetricsTest {
    private static final int LENGTH = 1 << 20;
    private static final String NAME = "a \"quoted\" name.bin";

    private Vertx vertx;
    private Starling node;
    private InfoHash infoHash;

    @BeforeEach
    void aFileHasBeenMoved(Vertx vertx, @TempDir Path directory) throws Exception {
        this.vertx = vertx;
        byte[] bytes = new byte[LENGTH];
        new Random(1).nextBytes(bytes);
        Path file = Files.write(directory.resolve(NAME), bytes);
        node = Starling.start(vertx, options(directory)).await(10, SECONDS);
        infoHash = node.share(file, ShareOptions.DEFAULT)
                .compose(TorrentHandle::snapshot)
                .await(10, SECONDS)
                .infoHash();
        post("/api/v1/transfers", new JsonObject().put("peer", "leech").put("source", infoHash.hex()));
        until(
                "/api/v1/transfers",
                text -> new JsonObject(text)
                                .getJsonArray("items").stream()
                                        .map(JsonObject.class::cast)
                                        .filter(transfer ->
                                                transfer.getString("status").equals("DOWNLOADED"))
                                        .count()
                        == 2);
    }

    @AfterEach
    void stop() throws Exception {
        node.stop().await(10, SECONDS);
    }

    private static StarlingOptions options(Path directory) {
        NodeOptions home = new NodeOptions();
        home.setDataDir(directory.resolve("data"));
        return new StarlingOptions()
                .setNode(home)
                .setTracker(new TrackerOptions().setPort(0).setHttpPort(0).setHeartbeatMillis(200))
                .setDashboard(new DashboardOptions().setPort(0))
                .addPeer(peer(directory, "seed"))
                .addPeer(peer(directory, "leech"));
    }

    private static PeerOptions peer(Path directory, String id) {
        return new PeerOptions().setId(id).setPort(0).setDownloadDir(directory.resolve(id));
    }

    private RequestOptions request(URI server, HttpMethod method, String path) {
        return new RequestOptions()
                .setMethod(method)
                .setHost(server.getHost())
                .setPort(server.getPort())
                .setURI(path)
                .putHeader("Content-Type", "application/json");
    }

    private URI dashboard() {
        return URI.create(node.listening().dashboard().orElseThrow());
    }

    private void post(String path, JsonObject body) throws Exception {
        String text = Clients.http(vertx)
                .request(request(dashboard(), HttpMethod.POST, path))
                .compose(request -> request.send(body.toBuffer()))
                .compose(response -> response.body())
                .await(10, SECONDS)
                .toString();
        assertThat(new JsonObject(text).containsKey("error")).as(text).isFalse();
    }

    private String get(URI server, String path) throws Exception {
        return Clients.http(vertx)
                .request(request(server, HttpMethod.GET, path))
                .compose(request -> request.send().compose(response -> response.body()))
                .map(Buffer::toString)
                .await(10, SECONDS);
    }

    /** Asks again and again until the answer is as expected; the test fails when it does not become so. */
    private String until(String path, Predicate<String> isSo) throws Exception {
        long deadline = System.nanoTime() + SECONDS.toNanos(20);
        String text = get(dashboard(), path);
        while (!isSo.test(text)) {
            assertThat(System.nanoTime()).as(text).isLessThan(deadline);
            text = get(dashboard(), path);
        }
        return text;
    }

    private Exposition metrics(Predicate<Exposition> isSo) throws Exception {
        return Exposition.parse(until("/metrics", text -> isSo.test(Exposition.parse(text))));
    }

    @Test
    void tellWhatTheTransferWas() throws Exception {
        Exposition metrics = metrics(all -> all.value("starling_tracker_peers") == 2);
        Map<String, String> leech = Map.of("peer", "leech", "info_hash", infoHash.hex(), "name", NAME);
        Map<String, String> seed = Map.of("peer", "seed", "info_hash", infoHash.hex(), "name", NAME);
        assertThat(metrics.type("starling_transfer_downloaded_bytes_total")).isEqualTo("counter");
        assertThat(metrics.value("starling_transfer_downloaded_bytes_total", leech))
                .isEqualTo(LENGTH);
        assertThat(metrics.value("starling_transfer_uploaded_bytes_total", seed))
                .isEqualTo(LENGTH);
        assertThat(metrics.value("starling_transfer_uploaded_bytes_total", leech))
                .isZero();
        assertThat(metrics.value("starling_transfer_pieces_verified", leech))
                .isEqualTo(metrics.value("starling_transfer_pieces", leech))
                .isPositive();
        assertThat(metrics.value("starling_transfers", Map.of("peer", "leech", "status", "downloaded")))
                .isEqualTo(1);
        assertThat(metrics.value("starling_peer_hash_failures_total", Map.of("peer", "leech")))
                .isZero();
        assertThat(metrics.value("starling_peer_tracker_connected", Map.of("peer", "seed")))
                .isEqualTo(1);
        Map<String, String> swarm = Map.of("info_hash", infoHash.hex(), "name", NAME);
        assertThat(metrics.value("starling_swarm_peers", swarm)).isEqualTo(2);
        assertThat(metrics.value("starling_tracker_swarms")).isEqualTo(1);
    }

    @Test
    void tellWhatEachDoorOfTheTrackerWasAsked() throws Exception {
        URI http = URI.create("http://" + node.listening().http().orElseThrow());
        get(http, "/announce?info_hash=short");
        Exposition metrics = Exposition.parse(get(dashboard(), "/metrics"));
        assertThat(metrics.type("starling_tracker_requests_seconds")).isEqualTo("histogram");
        assertThat(metrics.value(
                        "starling_tracker_requests_seconds_count",
                        Map.of("door", "bus", "op", "register", "result", "ok")))
                .isEqualTo(2);
        assertThat(metrics.value(
                        "starling_tracker_requests_seconds_count",
                        Map.of("door", "http", "op", "announce", "result", "400")))
                .isEqualTo(1);
        assertThat(metrics.value(
                        "starling_tracker_requests_seconds_bucket",
                        Map.of("door", "bus", "op", "publish", "result", "ok", "le", "+Inf")))
                .isEqualTo(1);
    }

    @Test
    void tellHowTheJvmDoes() throws Exception {
        Exposition metrics = Exposition.parse(get(dashboard(), "/metrics"));
        assertThat(metrics.names())
                .contains(
                        "jvm_memory_used_bytes",
                        "jvm_gc_live_data_size_bytes",
                        "jvm_threads_live_threads",
                        "process_cpu_usage",
                        "process_files_open_files",
                        "process_uptime_seconds",
                        "netty_eventexecutor_tasks_pending");
    }

    @Test
    void areEachInTheirDocumentation() throws Exception {
        String page = Files.readString(Path.of("docs/metrics.md"));
        Exposition metrics = metrics(all -> all.value("starling_tracker_peers") == 2);
        List<String> own = metrics.names().stream()
                .filter(name -> name.startsWith("starling_"))
                .toList();
        assertThat(own).hasSizeGreaterThan(15).allMatch(name -> page.contains("`" + name + "`"));
        assertThat(Arrays.stream(page.split("`"))
                        .filter(word -> word.startsWith("starling_"))
                        .toList())
                .allMatch(metrics.names()::contains);
    }

    @Test
    void healthNamesWhatWasAsked() throws Exception {
        JsonObject ready = new JsonObject(get(dashboard(), "/health/ready"));
        assertThat(ready.getString("status")).isEqualTo("UP");
        JsonArray checks = ready.getJsonArray("checks");
        assertThat(checks)
                .containsExactlyInAnyOrder(
                        new JsonObject().put("id", "peers").put("status", "UP"),
                        new JsonObject().put("id", "tracker").put("status", "UP"));
    }
}
