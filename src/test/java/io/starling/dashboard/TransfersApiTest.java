package io.starling.dashboard;

import static io.starling.dashboard.FakePeer.hash;
import static io.starling.dashboard.FakePeer.transfer;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

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

/** What can be done with a transfer that exists. To list and to start some: {@link DashboardApiTest}. */
@ExtendWith(VertxExtension.class)
class TransfersApiTest {
    private static final String[] JSON = {"Content-Type", "application/json"};
    private static final String ONE = "/api/v1/transfers/ada/" + hash(1);

    private FakePeer ada;
    private Http http;

    @BeforeEach
    void aPeerWithATransferAndItsDashboard(Vertx vertx) throws Exception {
        ada = FakePeer.start(vertx, "ada");
        ada.hold(transfer("ada", 1, "a.iso", 100, 40, TransferStatus.DOWNLOADING));
        FakeNode.start(vertx, "alpha", List.of("ada", "bob"));
        DashboardVerticle dashboard = new DashboardVerticle(new DashboardOptions().setPort(0), "alpha");
        vertx.deployVerticle(dashboard).await(10, SECONDS);
        http = new Http(vertx, dashboard.url());
    }

    @ParameterizedTest
    @CsvSource({"paused, pause", "running, resume", "checking, recheck"})
    void pausesResumesAndRechecks(String state, String op) throws Exception {
        Http.Answer answer = patch(new JsonObject().put("state", state));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().getString("name")).isEqualTo("a.iso");
        assertThat(ada.commands()).singleElement().satisfies(command -> {
            assertThat(command.getString("op")).isEqualTo(op);
            assertThat(command.getString("infoHash")).isEqualTo(hash(1).hex());
        });
    }

    @Test
    void limitsBeforeItResumes() throws Exception {
        JsonObject limits = new JsonObject().put("upKiBps", 100).put("downKiBps", 0);
        Http.Answer answer = patch(new JsonObject().put("state", "running").put("limits", limits));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(ada.commands())
                .extracting(command -> command.getString("op"))
                .containsExactly("limit", "resume");
        assertThat(ada.commands().get(0).getJsonObject("limits")).isEqualTo(limits);
    }

    @Test
    void choosesAmongTheFiles() throws Exception {
        JsonObject priorities =
                new JsonObject().put("high", JsonArray.of("/a.txt")).put("low", JsonArray.of("*.iso"));
        Http.Answer answer = patch(new JsonObject()
                .put("state", "running")
                .put("files", JsonArray.of("deep/*"))
                .put("priorities", priorities));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(ada.commands())
                .extracting(command -> command.getString("op"))
                .containsExactly("choose", "resume");
        JsonObject choose = ada.commands().get(0);
        assertThat(choose.getJsonArray("files")).isEqualTo(JsonArray.of("deep/*"));
        assertThat(choose.getJsonObject("priorities"))
                .isEqualTo(priorities.copy().put("normal", JsonArray.of()));
    }

    @Test
    void listsTheFiles() throws Exception {
        JsonObject first = http.get(ONE + "/files?size=2").json();
        assertThat(first.getInteger("total")).isEqualTo(FakePeer.FILES);
        assertThat(first.getJsonArray("items")).hasSize(2);
        assertThat(first.getJsonArray("items").getJsonObject(0))
                .isEqualTo(new JsonObject()
                        .put("path", "part 0000.bin")
                        .put("length", 1_000)
                        .put("bytesHave", 400)
                        .put("wanted", true)
                        .put("priority", "NORMAL"));
        JsonObject one = http.get(ONE + "/files?query=0003&page=0").json();
        assertThat(one.getInteger("total")).isEqualTo(1);
        assertThat(http.get(ONE + "/files?page=1000000").json().getJsonArray("items"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                    | body: nothing to change (expected: state, limits, files or priorities)",
                "{\"state\":\"stopped\"}                               | state: \"stopped\" (expected: paused, running or checking)",
                "{\"state\":1}                                         | state: 1 (expected: paused, running or checking)",
                "{\"limits\":[]}                                       | limits: a list (expected: an object)",
                "{\"state\":\"paused\",\"limits\":{\"upKiBps\":1}}     | limits.downKiBps: missing (expected: a number of KiB per second, 0 for no limit)",
                "{\"files\":[]}                                           | files: a list (expected: 1 to 1000 globs, each a text)",
                "{\"priorities\":\"high\"}                               | priorities: \"high\" (expected: an object)",
                "{\"priorities\":{\"low\":[7]}}                          | priorities.low: a list (expected: 1 to 1000 globs, each a text)",
                "{\"limits\":{\"upKiBps\":-1,\"downKiBps\":0}}         | limits.upKiBps: -1 (expected: a number of KiB per second, 0 for no limit)",
            })
    void changesNothingWhenSomethingIsWrong(String body, String message) throws Exception {
        Http.Answer answer = http.send(HttpMethod.PATCH, ONE, body, JSON);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getJsonObject("error").getString("message")).contains(message);
        assertThat(ada.commands()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'', false", "?data=false, false", "?data=true, true"})
    void removesATransferAndItsDataOnlyWhenAsked(String query, boolean deletesData) throws Exception {
        Http.Answer answer = http.send(HttpMethod.DELETE, ONE + query, "");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.text()).isEmpty();
        assertThat(ada.commands()).singleElement().satisfies(command -> {
            assertThat(command.getString("op")).isEqualTo("remove");
            assertThat(command.getBoolean("deleteData")).isEqualTo(deletesData);
        });
        assertThat(http.get(ONE).status()).isEqualTo(404);
    }

    @Test
    void doesNotGuessWhetherDataAreToGo() throws Exception {
        assertThat(http.send(HttpMethod.DELETE, ONE + "?data=yes", "").status()).isEqualTo(400);
        assertThat(ada.commands()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ada/0202020202020202020202020202020202020202, 404",
        "eve/0101010101010101010101010101010101010101, 404",
        "ada/01, 400",
        "bob/0101010101010101010101010101010101010101, 503"
    })
    void saysWhyThereIsNothingToChangeOrRemove(String path, int status) throws Exception {
        String url = "/api/v1/transfers/" + path;

        assertThat(http.send(HttpMethod.DELETE, url, "").status()).isEqualTo(status);
        assertThat(http.send(HttpMethod.PATCH, url, "{\"state\":\"paused\"}", JSON)
                        .status())
                .isEqualTo(status);
    }

    @Test
    void aForeignPageCannotDoIt() throws Exception {
        assertThat(http.send(HttpMethod.DELETE, ONE, "", "Origin", "http://evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(ada.commands()).isEmpty();
    }

    private Http.Answer patch(JsonObject body) throws Exception {
        return http.send(HttpMethod.PATCH, ONE, body.encode(), JSON);
    }
}
