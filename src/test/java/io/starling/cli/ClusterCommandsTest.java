package io.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands block, so they are run by the test's thread; who answers them runs on a Vert.x of its own. */
class ClusterCommandsTest {
    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> queries = new CopyOnWriteArrayList<>();

    @AfterEach
    void closeVertx() throws Exception {
        Session.result(vertx.close());
    }

    private String nodeThatAnswers(int status, JsonObject body) throws Exception {
        HttpServer server = Session.result(vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(got -> {
                    requests.add(request.method() + " " + request.path() + " " + got);
                    queries.add(String.valueOf(request.query()));
                    request.response().setStatusCode(status).end(status == 204 ? "" : body.encode());
                }))
                .listen(0, "127.0.0.1"));
        return "http://127.0.0.1:" + server.actualPort() + "/";
    }

    private static JsonObject error(String message) {
        return new JsonObject().put("error", new JsonObject().put("message", message));
    }

    private String file(String text) throws Exception {
        return Files.writeString(directory.resolve("robin.json"), text).toString();
    }

    @Test
    void startsAPeerAndPrintsWhereItListens() throws Exception {
        String node = nodeThatAnswers(201, new JsonObject().put("peer", "robin").put("address", "127.0.0.1:6899"));

        Cli cli = Cli.run("deploy", "n2", file("{\"id\":\"robin\",\"port\":0}"), "--node", node);

        assertThat(cli.exitCode()).isZero();
        assertThat(cli.out()).containsExactly("robin\t127.0.0.1:6899");
        assertThat(requests).containsExactly("POST /api/v1/nodes/n2/peers {\"id\":\"robin\",\"port\":0}");
    }

    @Test
    void startsAVerticle() throws Exception {
        String node = nodeThatAnswers(201, new JsonObject().put("id", "indexer").put("verticle", "com.acme.Indexer"));

        Cli cli = Cli.run("deploy", "n2", file("{\"verticle\":\"com.acme.Indexer\"}"), "--node", node);

        assertThat(cli.exitCode()).isZero();
        assertThat(cli.out()).containsExactly("indexer\tcom.acme.Indexer");
        assertThat(requests).containsExactly("POST /api/v1/nodes/n2/verticles {\"verticle\":\"com.acme.Indexer\"}");
    }

    @Test
    void startsATrackerAndStopsIt() throws Exception {
        String node = nodeThatAnswers(
                201, new JsonObject().put("address", "127.0.0.1:7070").put("http", "127.0.0.1:6969"));

        Cli cli = Cli.run("deploy", "n2", file("{\"tracker\":{\"port\":7070}}"), "--node", node);

        assertThat(cli.exitCode()).isZero();
        assertThat(cli.out()).containsExactly("tracker\t127.0.0.1:7070");
        assertThat(requests).containsExactly("POST /api/v1/nodes/n2/tracker {\"port\":7070}");
    }

    @Test
    void aTrackerIsUndeployedWithoutAnId() throws Exception {
        String node = nodeThatAnswers(204, new JsonObject());

        assertThat(Cli.run("undeploy", "n2", "--tracker", "--node", node).exitCode())
                .isZero();
        assertThat(requests).singleElement().asString().startsWith("DELETE /api/v1/nodes/n2/tracker");
        assertThat(Cli.run("undeploy", "n2", "--node", node).exitCode()).isEqualTo(2);
        assertThat(Cli.run("undeploy", "n2", "robin", "--tracker", "--node", node)
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void anOptionThatIsWrongIsAWrongConfiguration() throws Exception {
        String node = nodeThatAnswers(400, error("peer.port: 70000 (expected: 0..65535)"));
        String file = file("{\"id\":\"robin\",\"port\":70000}");

        Cli cli = Cli.run("deploy", "n2", file, "--node", node);

        assertThat(cli.exitCode()).isEqualTo(2);
        assertThat(cli.err()).containsExactly("starling: " + file + ": peer.port: 70000 (expected: 0..65535)");
    }

    @Test
    void anythingElseIsAFailure() throws Exception {
        String node = nodeThatAnswers(409, error("\"robin\" is a peer of node n3 already"));

        Cli cli = Cli.run("deploy", "n2", file("{\"id\":\"robin\"}"), "--node", node);

        assertThat(cli.exitCode()).isEqualTo(1);
        assertThat(cli.err()).singleElement().asString().contains("\"robin\" is a peer of node n3 already");
    }

    @Test
    void aFileThatIsNoneIsNotSent() throws Exception {
        String node = nodeThatAnswers(201, new JsonObject());

        Cli broken = Cli.run("deploy", "n2", file("{"), "--node", node);
        Cli missing = Cli.run("deploy", "n2", directory.resolve("none.json").toString(), "--node", node);

        assertThat(broken.exitCode()).isEqualTo(2);
        assertThat(broken.err()).singleElement().asString().contains("robin.json: no JSON object (expected: ");
        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.err()).singleElement().asString().contains("none.json: cannot be read");
        assertThat(requests).isEmpty();
    }

    @Test
    void stopsWhatWasDeployed() throws Exception {
        String node = nodeThatAnswers(204, new JsonObject());

        assertThat(Cli.run("undeploy", "n2", "robin", "--node", node).exitCode())
                .isZero();
        assertThat(Cli.run("undeploy", "n2", "indexer", "--verticle", "--node", node)
                        .exitCode())
                .isZero();
        assertThat(requests)
                .containsExactly("DELETE /api/v1/nodes/n2/peers/robin ", "DELETE /api/v1/nodes/n2/verticles/indexer ");
    }

    @Test
    void saysWhatCannotBeStopped() throws Exception {
        String node = nodeThatAnswers(404, error("peer \"robin\": there is none here"));

        Cli cli = Cli.run("undeploy", "n2", "robin", "--node", node);

        assertThat(cli.exitCode()).isEqualTo(1);
        assertThat(cli.err()).singleElement().asString().contains("peer \"robin\": there is none here");
    }

    @Test
    void showsTheNodes() throws Exception {
        JsonObject active = new JsonObject()
                .put("node", "n1")
                .put("address", "127.0.0.1:5701")
                .put("canTrack", true)
                .put("activeTracker", true)
                .put("reachable", true)
                .put("dashboard", "http://127.0.0.1:8080/")
                .put(
                        "peers",
                        new JsonArray()
                                .add(new JsonObject().put("peer", "robin"))
                                .add(new JsonObject().put("peer", "wren").put("error", "port in use")));
        JsonObject silent = new JsonObject()
                .put("node", "n2")
                .put("address", "127.0.0.1:5702")
                .put("canTrack", true)
                .put("activeTracker", false)
                .put("reachable", false);
        String node = nodeThatAnswers(
                200, new JsonObject().put("items", new JsonArray().add(active).add(silent)));

        Cli cli = Cli.run("nodes", "--node", node);

        assertThat(cli.exitCode()).isZero();
        assertThat(cli.out().get(0)).matches("NODE +ADDRESS +STATE +TRACKER +DASHBOARD +PEERS +VERTICLES");
        assertThat(cli.out().get(1))
                .matches("n1 +127.0.0.1:5701 +runs +active +http://127.0.0.1:8080/ +robin, wren \\(does not run\\)");
        assertThat(cli.out().get(2)).matches("n2 +127.0.0.1:5702 +does not answer +stands by");
    }

    @Test
    void showsTheTransfersOfAllNodes() throws Exception {
        String node = nodeThatAnswers(200, new JsonObject().put("items", new JsonArray()));

        Cli cli = Cli.run("status", "--cluster", "--node", node);

        assertThat(cli.exitCode()).isZero();
        assertThat(requests).containsExactly("GET /api/v1/transfers ");
        assertThat(queries).containsExactly("scope=cluster");
    }

    @Test
    void listsTheCatalogueThatAnyNodeKnows() throws Exception {
        JsonObject file = new JsonObject()
                .put("infoHash", "0123456789012345678901234567890123456789")
                .put("name", "big.iso")
                .put("length", 1_024)
                .put("pieces", 1)
                .put("peers", 2)
                .put("seeds", 1);
        String node = nodeThatAnswers(
                200, new JsonObject().put("items", new JsonArray().add(file)).put("total", 1));

        Cli cli = Cli.run("list", "--node", node);

        assertThat(cli.exitCode()).isZero();
        assertThat(cli.out()).last().asString().matches("big\\.iso +1\\.0 KiB +2 +1 +[0-9]{40}");
        assertThat(requests).containsExactly("GET /api/v1/files ");
        assertThat(queries).containsExactly("page=0&size=500");
    }
}
