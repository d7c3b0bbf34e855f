package io.starling.node;

import static io.starling.node.LocalSwarm.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.Addresses;
import io.starling.dashboard.DashboardOptions;
import io.starling.testing.Clients;
import io.starling.torrent.InfoHash;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocket;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard of a node whose peer asks a tracker that is on no bus of its own: it knows what that tracker knows. */
class DistantTrackerTest {
    private static final int PIECE = 16 * 1024;

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private LocalSwarm elsewhere;
    private Starling tracker;
    private InfoHash infoHash;
    private URI dashboard;

    @BeforeEach
    void aTrackerElsewhereAndANodeWithADashboard() throws Exception {
        elsewhere = new LocalSwarm(directory);
        tracker = elsewhere.tracker(0);
        infoHash = elsewhere
                .peer("seed")
                .share(elsewhere.file("file.bin", 8 * PIECE), PIECE)
                .infoHash();
        dashboard = dashboardOf(tracker.listening().tracker().orElseThrow());
    }

    private URI dashboardOf(String trackerAddress) {
        PeerOptions peer = new PeerOptions()
                .setId("here")
                .setPort(0)
                .setDownloadDir(directory.resolve("here"))
                .setTracker("tcp://" + trackerAddress);
        StarlingOptions options = new StarlingOptions().addPeer(peer).setDashboard(new DashboardOptions().setPort(0));
        options.getNode().setDataDir(directory.resolve("data"));
        return URI.create(
                await(Starling.start(vertx, options)).listening().dashboard().orElseThrow());
    }

    @AfterEach
    void close() {
        await(vertx.close());
        elsewhere.close();
    }

    private record Answer(int status, JsonObject body) {}

    private Answer get(String path) {
        return await(Clients.http(vertx)
                .request(HttpMethod.GET, dashboard.getPort(), dashboard.getHost(), "/api/v1/" + path)
                .compose(request -> request.send())
                .compose(response -> response.body().map(body -> new Answer(statusOf(response), body.toJsonObject()))));
    }

    private static int statusOf(HttpClientResponse response) {
        return response.statusCode();
    }

    @Test
    void listsItsCatalogueAndShowsASwarm() {
        Answer files = get("files");
        assertThat(files.status()).isEqualTo(200);
        assertThat(files.body().getJsonArray("items").getJsonObject(0).getString("name"))
                .isEqualTo("file.bin");

        Answer swarm = get("files/" + infoHash);
        assertThat(swarm.status()).isEqualTo(200);
        assertThat(swarm.body().getJsonArray("peers")).hasSize(1);
    }

    @Test
    void passesOnWhatHappensInASwarm() {
        get("files"); // so that there is a connection
        Promise<JsonObject> joined = Promise.promise();
        WebSocket page = await(
                Clients.webSocket(vertx).connect(dashboard.getPort(), dashboard.getHost(), "/eventbus/websocket"));
        page.handler(frame -> {
            JsonObject event = frame.toJsonObject();
            if (event.getJsonObject("body").getJsonArray("peers").size() == 2) {
                joined.tryComplete(event);
            }
        });
        await(page.writeTextMessage(new JsonObject()
                .put("type", "register")
                .put("address", Addresses.swarm(infoHash))
                .encode()));
        elsewhere.peer("second").get("file.bin");

        assertThat(await(joined.future()).getString("address")).isEqualTo(Addresses.swarm(infoHash));
    }

    @Test
    void saysWhichTrackerDoesNotAnswer() {
        String address = tracker.listening().tracker().orElseThrow();
        await(tracker.stop());

        Answer files = get("files");
        assertThat(files.status()).isEqualTo(503);
        assertThat(files.body().getJsonObject("error").getString("message")).contains(address);
    }
}
