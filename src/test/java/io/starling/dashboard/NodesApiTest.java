package io.starling.dashboard;

import static io.starling.dashboard.FakePeer.transfer;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.NodeCommand;
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

/** The dashboard of node "alpha", in a cluster with "beta", which answers, and "gamma", which does not. */
@ExtendWith(VertxExtension.class)
class NodesApiTest {
    private static final String[] JSON = {"Content-Type", "application/json"};

    private FakeNode beta;
    private FakePeer ada;
    private FakePeer bob;
    private Http http;

    @BeforeEach
    void threeNodes(Vertx vertx) throws Exception {
        FakeNode.start(vertx, "alpha", List.of("ada")).seeing("beta").seeing("gamma");
        beta = FakeNode.start(vertx, "beta", List.of("bob", "deaf"));
        ada = FakePeer.start(vertx, "ada");
        bob = FakePeer.start(vertx, "bob");
        DashboardVerticle dashboard = new DashboardVerticle(new DashboardOptions().setPort(0), "alpha");
        vertx.deployVerticle(dashboard).await(10, SECONDS);
        http = new Http(vertx, dashboard.url());
    }

    @Test
    void tellsWhoIsInTheClusterAndWhatRunsWhere() throws Exception {
        JsonArray items = http.get("/api/v1/nodes").json().getJsonArray("items");

        assertThat(items).hasSize(3);
        JsonObject alpha = items.getJsonObject(0);
        assertThat(alpha.getString("node")).isEqualTo("alpha");
        assertThat(alpha.getString("address")).isEqualTo("127.0.0.1:5701");
        assertThat(alpha.getBoolean("self")).isTrue();
        assertThat(alpha.getBoolean("activeTracker")).isTrue();
        assertThat(alpha.containsKey("members")).isFalse();
        JsonObject other = items.getJsonObject(1);
        assertThat(other.getBoolean("self")).isFalse();
        assertThat(other.getBoolean("reachable")).isTrue();
        JsonObject peer = other.getJsonArray("peers").getJsonObject(0);
        assertThat(peer.getString("peer")).isEqualTo("bob");
        assertThat(peer.getString("address")).isEqualTo("127.0.0.1:6881");
        assertThat(peer.getBoolean("reachable")).isTrue();
        assertThat(peer.getBoolean("trackerConnected")).isTrue();
        assertThat(other.getJsonArray("peers").getJsonObject(1).getBoolean("reachable"))
                .isFalse();
        assertThat(items.getJsonObject(2).getBoolean("reachable")).isFalse();
    }

    @Test
    void listsTheTransfersOfThisNodeOrOfTheWholeCluster() throws Exception {
        ada.hold(transfer("ada", 1, "a.iso", 100, 40, TransferStatus.DOWNLOADING));
        bob.hold(transfer("bob", 1, "a.iso", 100, 100, TransferStatus.DOWNLOADED));

        assertThat(http.get("/api/v1/transfers").json().getInteger("total")).isEqualTo(1);
        assertThat(http.get("/api/v1/transfers?scope=node").json().getInteger("total"))
                .isEqualTo(1);
        JsonArray all = http.get("/api/v1/transfers?scope=cluster").json().getJsonArray("items");
        assertThat(all.stream().map(item -> ((JsonObject) item).getString("peer")))
                .containsExactly("ada", "bob");
        Http.Answer wrong = http.get("/api/v1/transfers?scope=world");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.json().getJsonObject("error").getString("message"))
                .isEqualTo("scope: \"world\" (expected: node or cluster)");
    }

    @Test
    void deploysAPeerOnAnotherNode() throws Exception {
        Http.Answer answer = http.post("/api/v1/nodes/beta/peers", "{\"id\":\"robin\",\"port\":0}", JSON);

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo("/api/v1/nodes/beta/peers/robin");
        assertThat(answer.json().getString("address")).isEqualTo("127.0.0.1:6899");
        assertThat(beta.commands())
                .containsExactly(NodeCommand.Deploy.ofPeer(
                        new JsonObject().put("id", "robin").put("port", 0)));
    }

    @Test
    void undeploysAPeerOfAnotherNode() throws Exception {
        Http.Answer answer = http.send(HttpMethod.DELETE, "/api/v1/nodes/beta/peers/robin", "");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.text()).isEmpty();
        assertThat(beta.commands()).containsExactly(NodeCommand.Undeploy.ofPeer("robin"));
    }

    @Test
    void deploysAndUndeploysAVerticle() throws Exception {
        String body = "{\"verticle\":\"com.acme.Indexer\",\"id\":\"indexer\",\"options\":{\"instances\":2}}";

        Http.Answer answer = http.post("/api/v1/nodes/beta/verticles", body, JSON);

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo("/api/v1/nodes/beta/verticles/indexer");
        http.send(HttpMethod.DELETE, "/api/v1/nodes/beta/verticles/indexer", "");
        assertThat(beta.commands())
                .containsExactly(
                        NodeCommand.Deploy.ofVerticle(
                                "com.acme.Indexer", "indexer", new JsonObject().put("instances", 2)),
                        NodeCommand.Undeploy.ofVerticle("indexer"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "beta/peers      | {'id':'bob'}     | 409 | conflict    | is a peer of this node already",
                "eve/peers       | {'id':'robin'}   | 404 | unknown     | expected one of: alpha, beta, gamma",
                "gamma/peers     | {'id':'robin'}   | 503 | unavailable | node gamma does not answer",
                "beta/peers      | [1]              | 400 | malformed   | body: a list (expected: an object)",
                "beta/verticles  | {}               | 400 | malformed   | verticle: missing (expected: a text)",
                "beta/verticles  | {'verticle':7}   | 400 | malformed   | verticle: 7 (expected: a text)",
            })
    void saysWhyNothingIsDeployed(String where, String body, int status, String code, String message) throws Exception {
        Http.Answer answer = http.post("/api/v1/nodes/" + where, body.replace('\'', '"'), JSON);

        assertThat(answer.json().getJsonObject("error").getString("message")).contains(message);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.error()).isEqualTo(code);
    }

    @Test
    void takesNoFormThatAForeignPageCouldSend() throws Exception {
        Http.Answer form = http.post("/api/v1/nodes/beta/peers", "{\"id\":\"robin\"}", "Content-Type", "text/plain");
        Http.Answer foreign = http.post(
                "/api/v1/nodes/beta/peers",
                "{\"id\":\"robin\"}",
                "Content-Type",
                "application/json",
                "Origin",
                "http://evil.example");

        assertThat(form.status()).isEqualTo(415);
        assertThat(foreign.status()).isEqualTo(403);
        assertThat(beta.commands()).isEmpty();
    }
}
