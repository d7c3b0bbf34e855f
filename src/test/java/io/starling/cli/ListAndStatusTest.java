package io.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.announce.TrackerClient;
import io.starling.bus.TrackerRequest;
import io.starling.storage.TorrentBuilder;
import io.starling.storage.TorrentSpec;
import io.starling.torrent.Metainfo;
import io.starling.tracker.TrackerOptions;
import io.starling.tracker.TrackerVerticle;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands block, so they are run by the test's thread; who answers them runs on a Vert.x of its own. */
class ListAndStatusTest {
    private static final JsonObject TRANSFERS = new JsonObject("""
            {"items":[{"peer":"alpha-1","infoHash":"0123456789012345678901234567890123456789","name":"big.iso",
              "length":1048576,"pieceLength":16384,"pieces":64,"piecesHave":32,"piecesWanted":64,"status":"DOWNLOADING",
              "downloaded":524288,"uploaded":0,"downRate":1024,"upRate":0,"etaSeconds":512,"connections":3}],
             "total":1}
            """);

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void closeVertx() throws Exception {
        Session.result(vertx.close());
    }

    private String trackerWith(String... names) throws Exception {
        TrackerVerticle tracker =
                new TrackerVerticle(new TrackerOptions().setHttpPort(0).setPort(0), directory.resolve("data"));
        Session.result(vertx.deployVerticle(tracker));
        TrackerClient client = TrackerClient.overEventBus(vertx);
        for (String name : names) {
            Path file = Files.writeString(directory.resolve(name), name);
            Metainfo metainfo = TorrentBuilder.build(TorrentSpec.of(file), 1, hashed -> {});
            Session.result(client.publish(new TrackerRequest.Publish(name, metainfo.torrent())));
        }
        return tracker.address();
    }

    private String nodeThatAnswers(int status, String body) throws Exception {
        HttpServer server = Session.result(vertx.createHttpServer()
                .requestHandler(request -> {
                    boolean isRight = request.path().equals("/api/v1/transfers");
                    request.response().setStatusCode(isRight ? status : 418).end(body);
                })
                .listen(0, "127.0.0.1"));
        return "http://127.0.0.1:" + server.actualPort();
    }

    private static int closedPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void listsTheCatalogueAsATable() throws Exception {
        Cli cli = Cli.run("list", "--tracker", trackerWith("a.iso", "b.iso"));

        assertThat(cli.exitCode()).isZero();
        assertThat(cli.out().get(0)).matches("NAME +SIZE +PEERS +SEEDS +INFO-HASH");
        assertThat(cli.out()).anyMatch(line -> line.matches("a\\.iso +5 B +0 +0 +[0-9a-f]{40}"));
        assertThat(cli.out()).anyMatch(line -> line.matches("b\\.iso +5 B +0 +0 +[0-9a-f]{40}"));
        assertThat(cli.err()).isEmpty();
    }

    @Test
    void listsTheCatalogueAsJson() throws Exception {
        Cli cli = Cli.run("list", "--json", "--tracker", trackerWith("a.iso"));

        JsonObject list = new JsonObject(cli.text());
        assertThat(list.getInteger("total")).isEqualTo(1);
        assertThat(list.getJsonArray("files").getJsonObject(0).getMap())
                .containsEntry("name", "a.iso")
                .containsEntry("length", 5)
                .containsEntry("seeds", 0);
    }

    @Test
    void saysWhenThereIsNoTracker() throws Exception {
        String address = "127.0.0.1:" + closedPort();

        Cli cli = Cli.run("list", "--tracker", address);

        assertThat(cli.exitCode()).isEqualTo(1);
        assertThat(cli.err())
                .singleElement()
                .asString()
                .startsWith("starling: ")
                .contains(address);
    }

    @Test
    void showsTheTransfersOfANodeAsATable() throws Exception {
        Cli cli = Cli.run("status", "--node", nodeThatAnswers(200, TRANSFERS.encode()));

        assertThat(cli.exitCode()).isZero();
        assertThat(cli.out())
                .hasSize(2)
                .last()
                .asString()
                .matches("alpha-1 +big\\.iso +downloading +50 % +1\\.0 MiB +1\\.0 KiB/s +0 B/s +3 +8:32");
    }

    @Test
    void showsTheTransfersOfANodeAsJson() throws Exception {
        Cli cli = Cli.run("status", "--json", "--node", nodeThatAnswers(200, TRANSFERS.encode()) + "/");

        assertThat(new JsonObject(cli.text())).isEqualTo(TRANSFERS);
    }

    @Test
    void saysWhyANodeRefuses() throws Exception {
        String node = nodeThatAnswers(401, "{\"error\":{\"code\":401,\"message\":\"a token is needed\"}}");

        Cli cli = Cli.run("status", "--node", node);

        assertThat(cli.exitCode()).isEqualTo(1);
        assertThat(cli.err())
                .containsExactly("starling: " + node + " answered 401: a token is needed (expected: its transfers)");
    }

    @Test
    void refusesAnAnswerThatIsNoJson() throws Exception {
        Cli cli = Cli.run("status", "--node", nodeThatAnswers(200, "<html>"));

        assertThat(cli.exitCode()).isEqualTo(1);
        assertThat(cli.err()).hasSize(1);
    }

    @Test
    void saysWhenThereIsNoNode() throws Exception {
        String node = "http://127.0.0.1:" + closedPort();

        Cli cli = Cli.run("status", "--node", node);

        assertThat(cli.exitCode()).isEqualTo(1);
        assertThat(cli.err()).singleElement().asString().startsWith("starling: no node at " + node);
    }
}
