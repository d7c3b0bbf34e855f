package io.starling.dashboard;

import static io.starling.dashboard.FakePeer.hash;
import static io.starling.dashboard.FakePeer.transfer;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.bus.TrackerReply;
import io.starling.torrent.TransferStatus;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(VertxExtension.class)
class DashboardApiTest {
    private static final String[] JSON = {"Content-Type", "application/json"};

    private Vertx vertx;
    private FakePeer ada;
    private Http http;

    @BeforeEach
    void twoPeersAndTheirDashboard(Vertx vertx) throws Exception {
        this.vertx = vertx;
        ada = FakePeer.start(vertx, "ada");
        http = dashboardOf("alpha", "ada", "bob");
    }

    private Http dashboardOf(String node, String... peers) throws Exception {
        FakeNode.start(vertx, node, List.of(peers));
        DashboardVerticle dashboard = new DashboardVerticle(new DashboardOptions().setPort(0), node);
        vertx.deployVerticle(dashboard).await(10, SECONDS);
        return new Http(vertx, dashboard.url());
    }

    @Test
    void listsTheTransfersOfThePeersThatAnswer() throws Exception {
        ada.hold(transfer("ada", 2, "b.iso", 100, 40, TransferStatus.DOWNLOADING));
        ada.hold(transfer("ada", 1, "a.iso", 100, 100, TransferStatus.DOWNLOADED));
        Http.Answer answer = http.get("/api/v1/transfers");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.json().getInteger("total")).isEqualTo(2);
        JsonObject first = answer.json().getJsonArray("items").getJsonObject(0);
        assertThat(first.getString("name")).isEqualTo("a.iso");
        assertThat(first.getString("status")).isEqualTo("DOWNLOADED");
        assertThat(first.getString("infoHash")).isEqualTo(hash(1).hex());
        assertThat(first.getString("completedAt")).isEqualTo("2026-01-01T12:00:14Z");
    }

    @Test
    void tellsOfOneTransfer() throws Exception {
        ada.hold(transfer("ada", 1, "a.iso", 100, 40, TransferStatus.DOWNLOADING));
        JsonObject json = http.get("/api/v1/transfers/ada/" + hash(1)).json();
        assertThat(json.getInteger("piecesHave")).isEqualTo(40);
    }

    @ParameterizedTest
    @CsvSource({
        "ada/0202020202020202020202020202020202020202, 404, unknown",
        "eve/0202020202020202020202020202020202020202, 404, unknown",
        "ada/02, 400, malformed",
        "bob/0202020202020202020202020202020202020202, 503, unavailable"
    })
    void saysWhyThereIsNoSuchTransfer(String path, int status, String code) throws Exception {
        Http.Answer answer = http.get("/api/v1/transfers/" + path);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.error()).isEqualTo(code);
    }

    @Test
    void namesTheNodeAndWhichOfItsPeersAnswer() throws Exception {
        JsonObject node = http.get("/api/v1/nodes").json().getJsonArray("items").getJsonObject(0);
        assertThat(node.getString("node")).isEqualTo("alpha");
        JsonArray peers = node.getJsonArray("peers");
        assertThat(peers.getJsonObject(0).getBoolean("reachable")).isTrue();
        assertThat(peers.getJsonObject(1).getString("peer")).isEqualTo("bob");
        assertThat(peers.getJsonObject(1).getBoolean("reachable")).isFalse();
    }

    @Test
    void startsATransfer() throws Exception {
        Http.Answer answer = http.post("/api/v1/transfers", "{\"source\":\"big.iso\",\"peer\":\"ada\"}", JSON);
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().getString("name")).isEqualTo("big.iso");
        assertThat(answer.header("Location")).isEqualTo("/api/v1/transfers/ada/" + hash(0xad));
    }

    @Test
    void startsATransferOfSomeFiles() throws Exception {
        String body =
                "{\"source\":\"tree\",\"files\":[\"*.iso\",\"data/**\"],\"priorities\":{\"high\":[\"a\"]},\"peer\":\"ada\"}";
        assertThat(http.post("/api/v1/transfers", body, JSON).status()).isEqualTo(201);
        assertThat(ada.commands()).singleElement().satisfies(command -> {
            assertThat(command.getJsonArray("files")).isEqualTo(JsonArray.of("*.iso", "data/**"));
            assertThat(command.getJsonObject("priorities").getJsonArray("high")).isEqualTo(JsonArray.of("a"));
        });
    }

    @Test
    void needsNoPeerWhenThereIsOne() throws Exception {
        Http.Answer answer = dashboardOf("beta", "ada").post("/api/v1/transfers", "{\"source\":\"big.iso\"}", JSON);
        assertThat(answer.status()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"source\":\"big.iso\"}                       | 400 | peer: missing (expected one of: ada, bob)",
                "{\"source\":\"big.iso\",\"peer\":\"eve\"}      | 404 | expected one of: ada, bob",
                "{\"source\":\"unknown.iso\",\"peer\":\"ada\"}  | 404 | no file is called unknown.iso",
                "{\"source\":\"../x.torrent\",\"peer\":\"ada\"} | 404 | below dashboard.roots",
                "{\"source\":7,\"peer\":\"ada\"}                | 400 | source: 7 (expected: a text)",
                "{\"source\":\"x\",\"files\":[],\"peer\":\"ada\"}   | 400 | files: a list (expected: 1 to 1000 globs, each a text)",
                "{\"source\":\"x\",\"files\":[7],\"peer\":\"ada\"}  | 400 | files: a list (expected: 1 to 1000 globs, each a text)",
                "{\"peer\":\"ada\"}                             | 400 | source: missing",
                "{\"source\":\"big.iso\",\"peer\":\"bob\"}      | 503 | peer bob does not answer",
                "[1]                                            | 400 | body: a list (expected: an object)",
                "{\"source\":                                   | 400 | body: \"{\\\"source\\\":\" (expected: an object)",
                "null                                           | 400 | body: missing (expected: an object)",
            })
    void saysWhatIsWrongWithARequest(String body, int status, String message) throws Exception {
        Http.Answer answer = http.post("/api/v1/transfers", body, JSON);
        assertThat(answer.json().getJsonObject("error").getString("message")).contains(message);
        assertThat(answer.status()).isEqualTo(status);
    }

    @Test
    void takesNoBodyButJson() throws Exception {
        Http.Answer answer = http.post(
                "/api/v1/transfers", "{\"source\":\"big.iso\",\"peer\":\"ada\"}", "Content-Type", "text/plain");
        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.error()).isEqualTo("json_expected");
    }

    @Test
    void takesNoHugeBody() throws Exception {
        Http.Answer answer = http.post("/api/v1/transfers", "{\"source\":\"" + "x".repeat(70_000) + "\"}", JSON);
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.error()).isEqualTo("too_large");
    }

    @Test
    void saysThatNoTrackerAnswers() throws Exception {
        Http.Answer answer = http.get("/api/v1/files");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.error()).isEqualTo("unavailable");
    }

    @Test
    void listsTheCatalogueOfTheTracker() throws Exception {
        vertx.eventBus().<JsonObject>consumer(Addresses.TRACKER, message -> {
            assertThat(message.body().getString("query")).isEqualTo("big");
            TrackerReply.ListedFile file = new TrackerReply.ListedFile(hash(1), "big.iso", 1_000, 4, 3, 1, List.of());
            message.reply(BusJson.write(new TrackerReply.Listing(List.of(file), 17)));
        });
        JsonObject json = http.get("/api/v1/files?query=big&page=0&size=1").json();
        assertThat(json.getInteger("total")).isEqualTo(17);
        assertThat(json.getJsonArray("items").getJsonObject(0).getInteger("seeds"))
                .isEqualTo(1);
    }

    @Test
    void refusesAPageThatIsNoNumber() throws Exception {
        assertThat(http.get("/api/v1/files?page=x").status()).isEqualTo(400);
        assertThat(http.get("/api/v1/files?page=-1").status()).isEqualTo(400);
        assertThat(http.get("/api/v1/files?size=0").status()).isEqualTo(400);
    }

    @Test
    void isAliveAndReadyOnceAllPeersAnswer() throws Exception {
        assertThat(http.get("/health/live").json().getString("status")).isEqualTo("UP");
        assertThat(http.get("/health/ready").status()).isEqualTo(503);
        FakePeer.start(vertx, "bob");
        assertThat(http.get("/health/ready").status()).isEqualTo(200);
    }

    @Test
    void keepsTheLastEventsForAPageThatOpensLater() throws Exception {
        for (int i = 0; i <= RecentLog.MAX_EVENTS; i++) {
            vertx.eventBus().publish(Addresses.LOG, new JsonObject().put("text", "event " + i));
        }
        JsonArray items = http.get("/api/v1/log").json().getJsonArray("items");
        assertThat(items).hasSize(RecentLog.MAX_EVENTS);
        assertThat(items.getJsonObject(RecentLog.MAX_EVENTS - 1).getString("text"))
                .isEqualTo("event " + RecentLog.MAX_EVENTS);
    }

    @Test
    void answersAnUnknownPathAndMethodInTheSameForm() throws Exception {
        assertThat(http.get("/api/v1/none").error()).isEqualTo("unknown");
        Http.Answer deleted = http.send(HttpMethod.DELETE, "/api/v1/nodes", "");
        assertThat(deleted.status()).isEqualTo(405);
        assertThat(deleted.error()).isEqualTo("method_not_allowed");
    }
}
