package io.starling.dashboard;

import static io.starling.dashboard.FakePeer.hash;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.Addresses;
import io.starling.bus.BusException;
import io.starling.bus.BusJson;
import io.starling.bus.Deliveries;
import io.starling.bus.Delivery;
import io.starling.bus.Delivery.State;
import io.starling.bus.Delivery.Target;
import io.starling.bus.DeliveryBegun;
import io.starling.bus.DeliveryRequest;
import io.starling.bus.Recipients;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The HTTP side of deliveries, before a node on the bus that knows one of them. */
@ExtendWith(VertxExtension.class)
class DeliveriesApiTest {
    private static final String[] JSON = {"Content-Type", "application/json"};
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private Vertx vertx;
    private Http http;

    @BeforeEach
    void aDashboard(Vertx vertx) throws Exception {
        this.vertx = vertx;
        DashboardVerticle dashboard = new DashboardVerticle(new DashboardOptions().setPort(0), "alpha");
        vertx.deployVerticle(dashboard).await(10, SECONDS);
        http = new Http(vertx, dashboard.url());
    }

    private void answerOnTheBus() throws Exception {
        vertx.eventBus()
                .consumer(Addresses.DELIVERIES, DeliveriesApiTest::answer)
                .completion()
                .await(10, SECONDS);
    }

    private static void answer(Message<JsonObject> message) {
        DeliveryRequest request = DeliveryRequest.read(message.body());
        if (request instanceof DeliveryRequest.Deliver deliver) {
            boolean isNew = deliver.infoHash().equals(hash(1));
            message.reply(BusJson.write(
                    new DeliveryBegun(delivery(isNew ? "new" : "old", deliver.peers(), State.DELIVERING), isNew)));
        } else if (request instanceof DeliveryRequest.ListAll) {
            message.reply(BusJson.write(new Deliveries(List.of(delivery("d1", Recipients.ALL, State.PARTIAL)))));
        } else if (request instanceof DeliveryRequest.Status status
                && status.id().equals("d1")) {
            message.reply(BusJson.write(delivery("d1", Recipients.ALL, State.PARTIAL)));
        } else if (request instanceof DeliveryRequest.Cancel cancel
                && cancel.id().equals("d1")) {
            message.reply(BusJson.write(delivery("d1", Recipients.ALL, State.CANCELLED)));
        } else {
            message.fail(BusException.UNKNOWN, "id: there is no such delivery");
        }
    }

    private static Delivery delivery(String id, Recipients peers, State state) {
        Target missing = Target.of("bob", NOW).in(Target.State.MISSING, "is not there", NOW);
        return new Delivery(id, hash(1), "big.iso", 100, peers, state, NOW, NOW, List.of(missing));
    }

    @Test
    void beginsADeliveryToNamedPeers() throws Exception {
        answerOnTheBus();
        String body = "{\"infoHash\":\"" + hash(1) + "\",\"peers\":[\"ada\",\"bob\"]}";

        Http.Answer answer = http.post("/api/v1/deliveries", body, JSON);

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo("/api/v1/deliveries/new");
        assertThat(answer.json().getString("state")).isEqualTo("DELIVERING");
        assertThat(answer.json().getJsonArray("peers").getList()).isEqualTo(List.of("ada", "bob"));
    }

    @Test
    void beginsADeliveryToAll() throws Exception {
        answerOnTheBus();
        String body = "{\"infoHash\":\"" + hash(1) + "\",\"peers\":\"all\"}";

        assertThat(http.post("/api/v1/deliveries", body, JSON).json().getString("peers"))
                .isEqualTo("all");
    }

    @Test
    void answersWithTheSameOneThatGoesOnAlready() throws Exception {
        answerOnTheBus();
        String body = "{\"infoHash\":\"" + hash(2) + "\",\"peers\":\"all\"}";

        Http.Answer answer = http.post("/api/v1/deliveries", body, JSON);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Location")).isEqualTo("/api/v1/deliveries/old");
        assertThat(answer.json().getString("id")).isEqualTo("old");
    }

    @Test
    void tellsWhoIsMissingSinceWhenAndWhy() throws Exception {
        answerOnTheBus();

        JsonObject delivery = http.get("/api/v1/deliveries/d1").json();

        assertThat(delivery.getString("state")).isEqualTo("PARTIAL");
        JsonObject target = delivery.getJsonArray("targets").getJsonObject(0);
        assertThat(target.getString("peer")).isEqualTo("bob");
        assertThat(target.getString("state")).isEqualTo("MISSING");
        assertThat(target.getString("reason")).isEqualTo("is not there");
        assertThat(target.getString("since")).isEqualTo("2026-01-01T12:00:00Z");
    }

    @Test
    void listsAll() throws Exception {
        answerOnTheBus();

        JsonObject all = http.get("/api/v1/deliveries").json();

        assertThat(all.getInteger("total")).isEqualTo(1);
        assertThat(all.getJsonArray("items").getJsonObject(0).getString("id")).isEqualTo("d1");
    }

    @Test
    void cancels() throws Exception {
        answerOnTheBus();

        Http.Answer answer = http.send(HttpMethod.DELETE, "/api/v1/deliveries/d1", "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().getString("state")).isEqualTo("CANCELLED");
    }

    @Test
    void doesNotKnowOthers() throws Exception {
        answerOnTheBus();

        assertThat(http.get("/api/v1/deliveries/none").status()).isEqualTo(404);
        assertThat(http.send(HttpMethod.DELETE, "/api/v1/deliveries/none", "").status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"peers\":\"all\"}                                                            | infoHash: missing",
                "{\"infoHash\":\"01\",\"peers\":\"all\"}                                        | infoHash: ",
                "{\"infoHash\":\"0101010101010101010101010101010101010101\"}                    | peers: missing",
                "{\"infoHash\":\"0101010101010101010101010101010101010101\",\"peers\":\"some\"} | peers: \"some\"",
                "{\"infoHash\":\"0101010101010101010101010101010101010101\",\"peers\":[{}]}     | peers: ",
                "[1]                                                                            | body: a list (expected: an object)",
            })
    void namesWhatIsWrong(String body, String message) throws Exception {
        Http.Answer answer = http.post("/api/v1/deliveries", body, JSON);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getJsonObject("error").getString("message")).startsWith(message);
    }

    @Test
    void saysThatNobodySeesToDeliveries() throws Exception {
        Http.Answer answer = http.get("/api/v1/deliveries");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().getJsonObject("error").getString("message"))
                .isEqualTo("the node that sees to deliveries does not answer");
    }
}
