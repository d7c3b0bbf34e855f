package io.starling.dashboard;

import static io.starling.dashboard.FakePeer.hash;
import static io.starling.dashboard.FakePeer.transfer;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bencode.ByteString;
import io.starling.bus.Addresses;
import io.starling.bus.BusException;
import io.starling.bus.BusJson;
import io.starling.bus.Deliveries;
import io.starling.bus.Delivery;
import io.starling.bus.DeliveryBegun;
import io.starling.bus.DeliveryRequest;
import io.starling.bus.LogEvent;
import io.starling.bus.NodeCommand;
import io.starling.bus.NodeStatus;
import io.starling.bus.Recipients;
import io.starling.bus.SwarmSnapshot;
import io.starling.bus.TrackerReply;
import io.starling.bus.TrackerRequest;
import io.starling.torrent.TransferStatus;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.ResponseValidator;
import io.vertx.openapi.validation.ValidatableResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every operation of the OpenAPI document is answered as it says, and every error that it names is provoked: the walk fails
 * for an answer that does not fit its schema, and for one that is documented and never came.
 */
@ExtendWith(VertxExtension.class)
class ContractTest {
    private static final String API = "/api/v1";
    private static final String TOKEN = "a-token-that-nobody-guesses";
    private static final String ANNOUNCE = "http://127.0.0.1:6969/announce";
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final String[] JSON = {"Content-Type", "application/json"};
    private static final Buffer TORRENT =
            Buffer.buffer("d4:infod6:lengthi5e4:name4:tiny12:piece lengthi16384e6:pieces20:aaaaaaaaaaaaaaaaaaaaee");

    @TempDir
    private Path directory;

    private final TreeSet<String> seen = new TreeSet<>();
    private OpenAPIContract contract;
    private ResponseValidator validator;

    /** One where all is there, one whose bus is empty, one that asks for a token. */
    private Http full;

    private Http empty;
    private Http guarded;

    /** Asks the last one from another address, which has shown it many wrong tokens. */
    private Http guesser;

    private final Vertx elsewhere = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        elsewhere.close().await(10, SECONDS);
    }

    @BeforeEach
    void threeNodes(Vertx vertx) throws Exception {
        ApiDocument document = ApiDocument.load(vertx).await(10, SECONDS);
        contract = ApiDocument.contract(vertx, strict(new JsonObject(document.text())))
                .await(10, SECONDS);
        validator = ResponseValidator.create(vertx, contract);

        answer(vertx, Addresses.TRACKER, ContractTest::track);
        answer(vertx, Addresses.DELIVERIES, ContractTest::deliver);
        answer(vertx, Addresses.node("beta"), command -> obey(NodeCommand.read(command)));
        answer(vertx, Addresses.node("taken"), command -> refuse(BusException.CONFLICT));
        answer(vertx, Addresses.node("bare"), command -> refuse(BusException.UNKNOWN));
        FakePeer ada = FakePeer.start(vertx, "ada");
        ada.hold(transfer("ada", 1, "a.iso", 100, 40, TransferStatus.DOWNLOADING));
        ada.hold(transfer("ada", 3, "checked.iso", 100, 40, TransferStatus.CHECKING));
        ada.hold(transfer("ada", 4, "a link", 100, 0, TransferStatus.METADATA));
        FakeNode.start(vertx, "alpha", List.of("ada", "deaf"))
                .seeing("beta")
                .seeing("taken")
                .seeing("bare")
                .seeing("gone");
        Files.writeString(directory.resolve("a.iso"), "a");
        Files.writeString(directory.resolve("large.iso"), "a");
        DashboardOptions options = new DashboardOptions().setPort(0).setRoots(List.of(directory.toString()));
        full = dashboard(vertx, options);
        empty = dashboard(elsewhere, options);
        Path token = Files.writeString(directory.resolve("token"), TOKEN);
        String url = url(vertx, new DashboardOptions(options).setTokenFile(token.toString()));
        guarded = new Http(vertx, url);
        guesser = new Http(vertx, url, "127.0.0.2");
    }

    private static Http dashboard(Vertx vertx, DashboardOptions options) throws Exception {
        return new Http(vertx, url(vertx, options));
    }

    private static String url(Vertx vertx, DashboardOptions options) throws Exception {
        DashboardVerticle dashboard = new DashboardVerticle(options, "alpha");
        vertx.deployVerticle(dashboard).await(10, SECONDS);
        return dashboard.url();
    }

    private static void answer(Vertx vertx, String address, Function<JsonObject, Record> answers) {
        vertx.eventBus().<JsonObject>consumer(address, message -> {
            try {
                message.reply(BusJson.write(answers.apply(message.body())));
            } catch (BusException e) {
                message.fail(e.code(), e.getMessage());
            }
        });
    }

    private static Record refuse(int code) {
        throw new BusException(code, "scripted");
    }

    private static Record track(JsonObject body) {
        TrackerRequest request = TrackerRequest.read(body);
        if (request instanceof TrackerRequest.ListFiles) {
            TrackerReply.ListedFile file =
                    new TrackerReply.ListedFile(hash(1), "a.iso", 1_000, 4, 3, 1, List.of(ANNOUNCE));
            return new TrackerReply.Listing(List.of(file), 17);
        } else if (request instanceof TrackerRequest.Swarm swarm
                && swarm.infoHash().equals(hash(1))) {
            return swarm();
        } else if (request instanceof TrackerRequest.Find find && hash(1).equals(find.infoHash())) {
            return new TrackerReply.Found(hash(1), "a \"b\".iso", ByteString.utf8("d4:infodee"), List.of(ANNOUNCE));
        } else if (request instanceof TrackerRequest.Publish publish) {
            return new TrackerReply.Published(hash(1), publish.name());
        }
        return refuse(BusException.UNKNOWN);
    }

    private static SwarmSnapshot swarm() {
        ByteString bitfield = ByteString.wrap(new byte[] {(byte) 0xA0});
        SwarmSnapshot.Member half =
                new SwarmSnapshot.Member("ada", "127.0.0.1", 6881, TransferStatus.DOWNLOADING, 2, bitfield, 1, 2, 3, 4);
        SwarmSnapshot.Member all =
                new SwarmSnapshot.Member("bob", "127.0.0.1", 6882, TransferStatus.DOWNLOADED, 4, null, 1, 2, 3, 4);
        TrackerRequest.Link link = new TrackerRequest.Link("bob", "ada", 100);
        return new SwarmSnapshot(
                hash(1),
                "a.iso",
                1_000,
                4,
                2,
                1,
                List.of(half, all),
                List.of(2.0, 1.0, 2.0, 1.5),
                List.of(link),
                List.of(ANNOUNCE));
    }

    private static Record deliver(JsonObject body) {
        DeliveryRequest request = DeliveryRequest.read(body);
        if (request instanceof DeliveryRequest.ListAll) {
            return new Deliveries(List.of(delivery(Delivery.State.PARTIAL)));
        } else if (request instanceof DeliveryRequest.Deliver order
                && order.infoHash().equals(hash(1))) {
            return new DeliveryBegun(
                    delivery(Delivery.State.DELIVERING), order.peers().isAll());
        } else if (request instanceof DeliveryRequest.Status status
                && status.id().equals("d1")) {
            return delivery(Delivery.State.PARTIAL);
        } else if (request instanceof DeliveryRequest.Cancel cancel
                && !cancel.id().equals("none")) {
            return cancel.id().equals("d1") ? delivery(Delivery.State.CANCELLED) : refuse(BusException.CONFLICT);
        }
        return refuse(BusException.UNKNOWN);
    }

    private static Delivery delivery(Delivery.State state) {
        Delivery.Target missing = Delivery.Target.of("bob", NOW).in(Delivery.Target.State.MISSING, "is not there", NOW);
        return new Delivery("d1", hash(1), "a.iso", 100, Recipients.ALL, state, NOW, NOW, List.of(missing));
    }

    private static Record obey(NodeCommand command) {
        if (command instanceof NodeCommand.Deploy deploy) {
            if (deploy.tracker() != null) {
                return new NodeStatus.Tracker("127.0.0.1:7070", "127.0.0.1:6969", "127.0.0.1:6969");
            }
            return deploy.verticle() == null
                    ? new NodeStatus.Peer("bob", "127.0.0.1:6881", true, null)
                    : new NodeStatus.Verticle("indexer", deploy.verticle(), null);
        }
        return command instanceof NodeCommand.Undeploy
                ? new TrackerReply.Done()
                : new NodeStatus("beta", "127.0.0.1:7070", true, null, List.of(), List.of(), List.of());
    }

    @Test
    void everyOperationIsAnsweredAndRefusedAsTheDocumentSays(Vertx vertx) throws Exception {
        vertx.eventBus()
                .publish(
                        Addresses.LOG,
                        BusJson.write(new LogEvent(NOW, LogEvent.Level.INFO, "ada", hash(1).hex(), "finished")));
        succeed();
        isUnknown();
        conflict();
        guess();
        for (Operation operation : contract.operations()) {
            refuse(operation);
        }
        expect(204, full, "DELETE /transfers/ada/" + hash(1));

        assertThat(seen).isEqualTo(documented());
    }

    private void succeed() throws Exception {
        expect(200, full, "GET /files?query=a%25&sort=-peers&page=0&size=5");
        expect(200, full, "GET /files/" + hash(1));
        expect(200, full, "GET /files/" + hash(1) + "/torrent");
        expect(201, full, "POST /files", "{'path':'a.iso','peer':'ada'}");
        expect(202, full, "POST /files", "{'path':'large.iso','peer':'ada'}");
        Buffer form = Form.empty().file("torrent", "tiny.torrent", TORRENT).bytes();
        check("POST /files", 201, full.send(HttpMethod.POST, API + "/files", form, Form.TYPE));
        expect(200, full, "GET /transfers?scope=node&query=1.5&status=DOWNLOADING,PAUSED&sort=-downRate&size=5");
        expect(200, full, "GET /transfers/ada/" + hash(1));
        expect(201, full, "POST /transfers", "{'source':'big.iso','peer':'ada'}");
        expect(200, full, "GET /transfers/ada/" + hash(1) + "/files?query=part&page=0&size=5");
        expect(200, full, "PATCH /transfers/ada/" + hash(1), "{'limits':{'upKiBps':1,'downKiBps':0}}");
        expect(200, full, "PATCH /transfers/ada/" + hash(1), "{'files':['*'],'priorities':{'high':['/a']}}");
        expect(200, full, "GET /nodes");
        expect(201, full, "POST /nodes/beta/peers", "{'id':'bob'}");
        expect(204, full, "DELETE /nodes/beta/peers/bob");
        expect(201, full, "POST /nodes/beta/verticles", "{'verticle':'com.acme.Indexer'}");
        expect(204, full, "DELETE /nodes/beta/verticles/indexer");
        expect(201, full, "POST /nodes/beta/tracker", "{}");
        expect(204, full, "DELETE /nodes/beta/tracker");
        expect(200, full, "GET /deliveries");
        expect(200, full, "GET /deliveries/d1");
        expect(201, full, "POST /deliveries", "{'infoHash':'" + hash(1) + "','peers':'all'}");
        expect(200, full, "POST /deliveries", "{'infoHash':'" + hash(1) + "','peers':['ada']}");
        expect(200, full, "DELETE /deliveries/d1");
        expect(200, full, "GET /log");
        Http.Answer session = guarded.send(HttpMethod.POST, API + "/session", "", "Authorization", "Bearer " + TOKEN);
        check("POST /session", 204, session);
    }

    private void isUnknown() throws Exception {
        expect(404, full, "GET /files/" + hash(2));
        expect(404, full, "GET /files/" + hash(2) + "/torrent");
        expect(404, full, "POST /files", "{'path':'../a.iso','peer':'ada'}");
        for (String method : List.of("GET", "DELETE")) {
            expect(404, full, method + " /transfers/ada/" + hash(2));
        }
        expect(404, full, "GET /transfers/ada/" + hash(2) + "/files");
        expect(404, full, "PATCH /transfers/ada/" + hash(2), "{'state':'paused'}");
        expect(404, full, "POST /transfers", "{'source':'unknown.iso','peer':'ada'}");
        expect(404, full, "POST /nodes/eve/peers", "{'id':'bob'}");
        expect(404, full, "DELETE /nodes/bare/peers/bob");
        expect(404, full, "POST /nodes/eve/verticles", "{'verticle':'com.acme.Indexer'}");
        expect(404, full, "DELETE /nodes/bare/verticles/indexer");
        expect(404, full, "POST /nodes/eve/tracker", "{}");
        expect(404, full, "DELETE /nodes/bare/tracker");
        expect(404, full, "POST /deliveries", "{'infoHash':'" + hash(2) + "','peers':'all'}");
        expect(404, full, "GET /deliveries/none");
        expect(404, full, "DELETE /deliveries/none");
        expect(404, full, "POST /session");
    }

    private void conflict() throws Exception {
        expect(409, full, "POST /transfers", "{'source':'twice.iso','peer':'ada'}");
        expect(409, full, "PATCH /transfers/ada/" + hash(3), "{'state':'checking'}");
        expect(409, full, "GET /transfers/ada/" + hash(4) + "/files");
        expect(409, full, "POST /nodes/taken/peers", "{'id':'bob'}");
        expect(409, full, "DELETE /nodes/taken/peers/bob");
        expect(409, full, "POST /nodes/taken/verticles", "{'verticle':'com.acme.Indexer'}");
        expect(409, full, "POST /nodes/taken/tracker", "{}");
        expect(409, full, "DELETE /nodes/taken/tracker");
        expect(409, full, "DELETE /deliveries/ended");
    }

    private void guess() throws Exception {
        for (int guess = 0; guess < Attempts.MAX_OF_ADDRESS; guess++) {
            guesser.get(API + "/log", "Authorization", "Bearer guess " + guess);
        }
    }

    /** The ways in which operations can be refused whatever they do; the document says which apply. */
    private void refuse(Operation operation) throws Exception {
        HttpMethod method = operation.getHttpMethod();
        String path = path(operation, "beta");
        String body =
                operation.getRequestBody() == null ? "" : example(operation).encode();
        check(operation, 401, guarded.send(method, path, body, JSON));
        check(operation, 403, full.send(method, path, body, with("Origin", "http://evil.example")));
        check(operation, 421, full.send(method, path, body, with("Host", "evil.example")));
        check(operation, 429, guesser.send(method, path, body, with("Authorization", "Bearer " + TOKEN)));
        if (operation.getResponse(503) != null) {
            check(operation, 503, empty.send(method, path, body, JSON));
        }
        if (operation.getResponse(400) != null) {
            String wrong = operation.getParameters().isEmpty() || body.isEmpty() ? path(operation, "%21") : path;
            check(operation, 400, full.send(method, wrong + "?page=x", body.isEmpty() ? "" : "[1]", JSON));
        }
        if (operation.getRequestBody() != null) {
            int max = operation.getRequestBody().getOpenAPIModel().getInteger("x-max-bytes");
            check(operation, 413, full.send(method, path, "x".repeat(max + 1), JSON));
            check(operation, 415, full.send(method, path, body, "Content-Type", "text/plain"));
        }
    }

    private static String[] with(String header, String value) {
        return new String[] {JSON[0], JSON[1], header, value};
    }

    private static String path(Operation operation, String id) {
        String infoHash = id.equals("%21") ? id : hash(1).hex();
        return API
                + operation
                        .getAbsoluteOpenAPIPath()
                        .replace("{infoHash}", infoHash)
                        .replaceAll("\\{\\w+}", id);
    }

    /** The one that the document shows. */
    private static JsonObject example(Operation operation) {
        JsonObject json = operation
                .getRequestBody()
                .getOpenAPIModel()
                .getJsonObject("content")
                .getJsonObject("application/json");
        return json.getJsonObject("example", json.getJsonObject("schema").getJsonObject("example"));
    }

    private void expect(int status, Http http, String request) throws Exception {
        expect(status, http, request, "");
    }

    private void expect(int status, Http http, String request, String body) throws Exception {
        String[] parts = request.split(" ");
        String[] type = body.isEmpty() ? new String[0] : JSON;
        check(request, status, http.send(HttpMethod.valueOf(parts[0]), API + parts[1], body.replace('\'', '"'), type));
    }

    private void check(String request, int status, Http.Answer answer) throws Exception {
        String[] parts = request.split("[ ?]");
        check(contract.findOperation(parts[1], HttpMethod.valueOf(parts[0])), status, answer);
    }

    private void check(Operation operation, int status, Http.Answer answer) throws Exception {
        String what = operation.getOperationId() + " " + status;
        assertThat(answer.status()).as(what + ": " + answer.text()).isEqualTo(status);
        String type = answer.header("Content-Type");
        Map<String, String> headers = new HashMap<>();
        // The validator takes headers for JSON.
        answer.headers()
                .forEach((name, value) -> headers.put(name, value.matches("\\d+") ? value : Json.encode(value)));
        ValidatableResponse response = type.isEmpty()
                ? ValidatableResponse.create(status, headers)
                : ValidatableResponse.create(
                        status, headers, answer.body(), type.equals(JSON[1]) ? type : "application/octet-stream");
        assertThat(validator.validate(response, operation.getOperationId()))
                .satisfies(valid -> valid.await(10, SECONDS));
        seen.add(what);
    }

    private TreeSet<String> documented() {
        TreeSet<String> all = new TreeSet<>();
        for (Operation operation : contract.operations()) {
            operation.getOpenAPIModel().getJsonObject("responses").fieldNames().stream()
                    .filter(status -> status.matches("\\d+"))
                    .forEach(status -> all.add(operation.getOperationId() + " " + status));
        }
        return all;
    }

    /** The same document, which now forbids every field that it does not name. */
    private static JsonObject strict(Object part) {
        if (part instanceof JsonArray list) {
            list.forEach(ContractTest::strict);
            return new JsonObject();
        } else if (!(part instanceof JsonObject)) {
            return new JsonObject();
        }
        JsonObject object = (JsonObject) part;
        object.forEach(entry -> strict(entry.getValue()));
        if ("object".equals(object.getValue("type")) && object.containsKey("properties")) {
            object.put("additionalProperties", false);
        }
        if (object.containsKey("content") && object.getValue("headers") instanceof JsonObject headers) {
            JsonObject lower = new JsonObject();
            headers.forEach(entry -> lower.put(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue()));
            object.put("headers", lower);
        }
        return object;
    }
}
