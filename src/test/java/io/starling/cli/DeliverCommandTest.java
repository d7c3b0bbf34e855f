package io.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.BusJson;
import io.starling.bus.Delivery;
import io.starling.bus.Delivery.State;
import io.starling.bus.Delivery.Target;
import io.starling.bus.Recipients;
import io.starling.torrent.InfoHash;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The command before a node that tells the states of a delivery one after the other. */
class DeliverCommandTest {
    private static final String HASH = "01".repeat(20);
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private final Deque<Object> answers = new ConcurrentLinkedDeque<>();
    private final ConcurrentLinkedQueue<JsonObject> requests = new ConcurrentLinkedQueue<>();
    private String node = "";
    private volatile int begunStatus = 201;

    @BeforeEach
    void aNode() throws Exception {
        HttpServer server = Session.result(
                vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1"));
        node = "http://127.0.0.1:" + server.actualPort();
    }

    @AfterEach
    void closeVertx() throws Exception {
        Session.result(vertx.close());
    }

    private void answer(HttpServerRequest request) {
        if (request.path().equals("/api/v1/files")) {
            request.response().end(files(request.getParam("query")).encode());
        } else if (request.method() == HttpMethod.POST && request.path().equals("/api/v1/deliveries")) {
            request.body().onSuccess(body -> {
                requests.add(body.toJsonObject());
                request.response().setStatusCode(begunStatus).end(json(delivery(State.DELIVERING, fetching("a", 10))));
            });
        } else if (request.path().equals("/api/v1/deliveries/d1")) {
            Object answer = answers.size() > 1 ? answers.poll() : answers.peek();
            if (answer instanceof Delivery delivery) {
                request.response().end(json(delivery));
            } else {
                request.response().setStatusCode((Integer) answer).end("{}");
            }
        }
    }

    private static JsonObject files(String query) {
        List<JsonObject> items = Stream.of("big.iso", "big.iso.sig", "twice", "twice")
                .filter(name -> name.contains(query))
                .map(name -> new JsonObject().put("name", name))
                .toList();
        for (int i = 0; i < items.size(); i++) {
            items.get(i).put("infoHash", "0" + (i + 1) + "01".repeat(19));
        }
        return new JsonObject().put("items", new JsonArray(items)).put("total", items.size());
    }

    private static String json(Delivery delivery) {
        return BusJson.plain(delivery).encode();
    }

    private static Delivery delivery(State state, Target... targets) {
        InfoHash infoHash = InfoHash.ofHex(HASH);
        return new Delivery("d1", infoHash, "big.iso", 100, Recipients.ALL, state, NOW, NOW, List.of(targets));
    }

    private static Target fetching(String peer, long have) {
        return new Target(peer, Target.State.FETCHING, NOW, null, true, null, have, 1024, 7L);
    }

    private static Target has(String peer) {
        return Target.of(peer, NOW).in(Target.State.DELIVERED, null, NOW);
    }

    private static Target missing(String peer) {
        return Target.of(peer, NOW).in(Target.State.MISSING, "is not there", NOW);
    }

    private Cli deliver(String name, String... to) {
        Object[] args = Stream.concat(Stream.of("deliver", name, "--node", node, "--to"), Stream.of(to))
                .toArray();
        return Cli.run(args);
    }

    @Test
    void endsWithZeroWhenAllHaveIt() {
        answers.add(delivery(State.DELIVERING, fetching("a", 50)));
        answers.add(delivery(State.DELIVERED, has("a")));

        Cli cli = deliver("big.iso", "all");

        assertThat(cli.exitCode()).isZero();
        assertThat(cli.out()).containsExactly("a\tDELIVERED\t2026-01-01T12:00:00Z");
        assertThat(requests)
                .containsExactly(new JsonObject().put("infoHash", HASH).put("peers", "all"));
        assertThat(cli.err())
                .contains(
                        "delivery d1 of big.iso to 1 peers",
                        "a: 10 %, 10 B of 100 B, 1.0 KiB/s, 0:07 left",
                        "a: 50 %, 50 B of 100 B, 1.0 KiB/s, 0:07 left",
                        "a: 100 %, 100 B of 100 B, has it");
    }

    @Test
    void waitsForThoseWhoAreMissing() {
        answers.add(delivery(State.PARTIAL, has("a"), missing("b")));
        answers.add(delivery(State.DELIVERING, has("a"), fetching("b", 50)));
        answers.add(delivery(State.DELIVERED, has("a"), has("b")));

        Cli cli = deliver("big.iso", "all", "--wait", "60");

        assertThat(cli.exitCode()).isZero();
        assertThat(cli.err())
                .contains("b: 0 %, 0 B of 100 B, missing (is not there)", "b: 100 %, 100 B of 100 B, has it");
    }

    @Test
    void watchesOneThatGoesOnAlready() {
        begunStatus = 200;
        answers.add(delivery(State.DELIVERED, has("a")));

        assertThat(deliver("big.iso", "all").exitCode()).isZero();
    }

    @Test
    void refusesToWaitForLessThanNothing() {
        Cli cli = deliver("big.iso", "all", "--wait", "-1");

        assertThat(cli.exitCode()).isEqualTo(2);
        assertThat(cli.err()).containsExactly("starling: --wait: -1 (expected: 0 or more)");
    }

    @Test
    void endsWithOneAndNamesTheMissing() {
        answers.add(delivery(State.PARTIAL, has("a"), missing("b")));

        Cli cli = deliver("big.iso", "a", "b");

        assertThat(cli.exitCode()).isEqualTo(1);
        assertThat(cli.out())
                .containsExactly(
                        "a\tDELIVERED\t2026-01-01T12:00:00Z", "b\tMISSING\t2026-01-01T12:00:00Z\tis not there");
        assertThat(cli.err())
                .last()
                .isEqualTo(
                        "starling: 1 of 2 peers lack big.iso: b (is not there, since 2026-01-01T12:00:00Z); delivery d1"
                                + " goes on when they are right again");
        assertThat(requests.peek().getJsonArray("peers")).isEqualTo(JsonArray.of("a", "b"));
    }

    @Test
    void endsWithOneWhenItIsCancelled() {
        answers.add(delivery(State.CANCELLED, fetching("a", 50)));

        Cli cli = deliver("big.iso", "all");

        assertThat(cli.exitCode()).isEqualTo(1);
        assertThat(cli.err()).last().isEqualTo("starling: delivery d1 has been cancelled");
    }

    @Test
    void waitsWhileAnotherNodeTakesOver() {
        answers.add(503);
        answers.add(503);
        answers.add(delivery(State.DELIVERED, has("a")));

        assertThat(deliver("big.iso", "all").exitCode()).isZero();
    }

    @Test
    void saysWhenTheDeliveryIsUnknown() {
        answers.add(404);

        Cli cli = deliver("big.iso", "all");

        assertThat(cli.exitCode()).isEqualTo(1);
        assertThat(cli.err())
                .last()
                .isEqualTo("starling: " + node + " answered 404 (expected: how delivery d1 stands)");
    }

    @Test
    void takesAnInfoHash() {
        answers.add(delivery(State.DELIVERED, has("a")));

        assertThat(deliver(HASH, "all").exitCode()).isZero();
        assertThat(requests.peek().getString("infoHash")).isEqualTo(HASH);
    }

    @Test
    void refusesANameThatIsNotInTheCatalogueOrThereTwice() {
        Cli unknown = deliver("other.iso", "all");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err()).containsExactly("starling: \"other.iso\" is not in the catalogue");

        Cli twice = deliver("twice", "all");
        assertThat(twice.exitCode()).isEqualTo(2);
        assertThat(twice.err()).singleElement().asString().contains("\"twice\" is the name of 2 files: ");
    }

    @Test
    void wantsToKnowTheRecipients() {
        Cli cli = Cli.run("deliver", "big.iso", "--node", node);

        assertThat(cli.exitCode()).isEqualTo(2);
        assertThat(cli.err()).singleElement().asString().contains("--to");
    }
}
