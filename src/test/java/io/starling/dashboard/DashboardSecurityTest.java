package io.starling.dashboard;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.bus.Addresses;
import io.starling.testing.Clients;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hostile page in the user's own browser tries, and what a stranger on the network tries. */
@ExtendWith(VertxExtension.class)
class DashboardSecurityTest {
    private static final String TOKEN = "correct horse battery staple";
    private static final String[] FOREIGN_ORIGIN = {"Origin", "https://evil.example"};

    private Vertx vertx;
    private Http http;
    private String url;

    @BeforeEach
    void dashboardOfOnePeer(Vertx vertx) throws Exception {
        this.vertx = vertx;
        FakePeer.start(vertx, "ada");
        FakeNode.start(vertx, "alpha", List.of("ada"));
        open(new DashboardOptions().setPort(0));
    }

    private void open(DashboardOptions options) throws Exception {
        DashboardVerticle dashboard = new DashboardVerticle(options, "alpha", Map.of(Access.TOKEN_VARIABLE, TOKEN));
        vertx.deployVerticle(dashboard).await(10, SECONDS);
        url = dashboard.url();
        http = new Http(vertx, url);
    }

    private String own() {
        return "http://127.0.0.1:" + URI.create(url).getPort();
    }

    private WebSocket webSocket(String path, String... headers) throws Exception {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(URI.create(url).getPort())
                .setURI(path);
        for (int i = 0; i < headers.length; i += 2) {
            options.putHeader(headers[i], headers[i + 1]);
        }
        return Clients.webSocket(vertx).connect(options).await(10, SECONDS);
    }

    /** The status that a handshake gets, written by hand: a client would put in its own Host and Origin. */
    private int handshake(String path, String host, String origin) throws Exception {
        return http.get(
                        path,
                        "Host",
                        host,
                        "Origin",
                        origin,
                        "Connection",
                        "Upgrade",
                        "Upgrade",
                        "websocket",
                        "Sec-WebSocket-Version",
                        "13",
                        "Sec-WebSocket-Key",
                        "c3RhcmxpbmctaXMtYS1iaXJk")
                .status();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/js/main.js", "/api/v1/transfers", "/api/", "/eventbus/info", "/metrics"})
    void answersNobodyWhoCallsItByAForeignName(String path) throws Exception {
        Http.Answer answer = http.get(path, "Host", "evil.example");
        assertThat(answer.status()).isEqualTo(421);
        assertThat(answer.error()).isEqualTo("foreign_host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/live", "/health/ready"})
    void tellsProbesHowItIsByWhateverNameTheyCallIt(String path) throws Exception {
        Http.Answer answer = http.get(path, "Host", "10.1.2.3:8080");
        assertThat(answer.json().getString("status")).isEqualTo("UP");
        assertThat(http.post(path, "", "Host", "10.1.2.3:8080").status()).isEqualTo(421);
    }

    @Test
    void answersToTheNamesOfThisMachineAndToThoseOfTheConfiguration() throws Exception {
        open(new DashboardOptions().setPort(0).setAllowedHosts(List.of("files.example", "tools.example:444")));
        for (String host :
                List.of("localhost", "127.0.0.1:1", "[::1]:8080", "LOCALHOST", "files.example", "tools.example:444")) {
            assertThat(http.get("/", "Host", host).status()).as(host).isEqualTo(200);
        }
        assertThat(http.get("/", "Host", "tools.example:445").status()).isEqualTo(421);
        assertThat(http.get("/", "Host", "192.0.2.1").status()).isEqualTo(421);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "null",
                "http://127.0.0.1",
                "http://localhost:1",
                "http://127.0.0.1:1@evil.example"
            })
    void refusesAForeignOriginOnEveryTransport(String origin) throws Exception {
        String[] headers = {"Origin", origin, "Content-Type", "application/json"};
        assertThat(http.get("/eventbus/info", headers).status()).isEqualTo(403);
        assertThat(http.post("/eventbus/000/abcdefgh/xhr_streaming", "", headers)
                        .status())
                .isEqualTo(403);
        assertThat(http.post("/eventbus/000/abcdefgh/xhr", "", headers).status())
                .isEqualTo(403);
        assertThat(http.post("/eventbus/000/abcdefgh/xhr_send", "[]", headers).status())
                .isEqualTo(403);
        assertThat(http.get("/api/v1/transfers", headers).status()).isEqualTo(403);
        assertThat(http.post("/api/v1/transfers", "{\"source\":\"x\"}", headers).status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/eventbus/websocket", "/eventbus/000/abcdefgh/websocket"})
    void refusesAWebSocketOfAForeignPage(String path) throws Exception {
        String host = own().substring("http://".length());
        assertThat(handshake(path, host, "https://evil.example")).isEqualTo(403);
        assertThat(handshake(path, "evil.example", "http://evil.example")).isEqualTo(421);
        assertThat(handshake(path, host, own())).isEqualTo(101);
    }

    @Test
    void refusesWhatAForeignPageEmbeds() throws Exception {
        assertThat(http.get("/api/v1/transfers", "Sec-Fetch-Site", "cross-site").status())
                .isEqualTo(403);
        assertThat(http.get("/api/v1/transfers", "Sec-Fetch-Site", "same-site").status())
                .isEqualTo(403);
        assertThat(http.get("/api/v1/transfers", "Sec-Fetch-Site", "same-origin")
                        .status())
                .isEqualTo(200);
        assertThat(http.get("/", "Sec-Fetch-Site", "cross-site").status())
                .as("a link to the page")
                .isEqualTo(200);
    }

    @Test
    void takesAnOriginOfTheConfiguration() throws Exception {
        open(new DashboardOptions().setPort(0).setAllowedOrigins(List.of("https://evil.example")));
        assertThat(http.get("/eventbus/info", FOREIGN_ORIGIN).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jsonp?c=x", "htmlfile?c=x", "eventsource"})
    void servesNoTransportThatAForeignPageCouldRead(String transport) throws Exception {
        assertThat(http.get("/eventbus/000/abcdefgh/" + transport).status()).isEqualTo(404);
    }

    @Test
    void forwardsEventsAndNothingElse() throws Exception {
        WebSocket socket = webSocket("/eventbus/websocket");
        Promise<JsonObject> event = Promise.promise();
        Promise<JsonObject> refusal = Promise.promise();
        socket.handler(buffer -> {
            JsonObject frame = buffer.toJsonObject();
            (frame.getString("type").equals("rec") ? event : refusal).tryComplete(frame);
        });
        socket.write(frame("register", "starling.tracker"));
        assertThat(refusal.future().await(10, SECONDS).getString("body")).isEqualTo("access_denied");
        socket.write(frame("register", Addresses.LOG));
        long timer = vertx.setPeriodic(
                20, id -> vertx.eventBus().publish(Addresses.LOG, new JsonObject().put("text", "hi")));
        assertThat(event.future().await(10, SECONDS).getJsonObject("body").getString("text"))
                .isEqualTo("hi");
        vertx.cancelTimer(timer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {Addresses.TRACKER, "starling.peer.ada", "starling.node.alpha", Addresses.LOG, "starlingXevents.x"
            })
    void takesNothingFromABrowserToTheBus(String address) throws Exception {
        WebSocket socket = webSocket("/eventbus/websocket");
        Promise<JsonObject> refusal = Promise.promise();
        vertx.eventBus().consumer(address, message -> refusal.tryFail("it arrived"));
        socket.handler(buffer -> refusal.tryComplete(buffer.toJsonObject()));
        socket.write(frame("send", address));
        assertThat(refusal.future().await(10, SECONDS).getString("body")).isEqualTo("access_denied");
    }

    private static Buffer frame(String type, String address) {
        return new JsonObject()
                .put("type", type)
                .put("address", address)
                .put("body", new JsonObject())
                .toBuffer();
    }

    @Test
    void tellsBrowsersWhatThePageMayDo() throws Exception {
        for (String path : List.of("/", "/api/v1/nodes", "/none", "/eventbus/info")) {
            Http.Answer answer = http.get(path);
            assertThat(answer.header("Content-Security-Policy"))
                    .as(path)
                    .startsWith("default-src 'none'; script-src 'self' 'sha256-")
                    .contains("frame-ancestors 'none'", "base-uri 'none'")
                    .doesNotContain("unsafe");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
        }
    }

    @Test
    void tellsBrowsersThatTheReferenceMayShowThePicturesOfItsStyle() throws Exception {
        for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.HEAD)) {
            assertThat(http.send(method, "/api/", "").header("Content-Security-Policy"))
                    .contains("script-src 'self';", "style-src 'self';", "img-src 'self' data:;")
                    .doesNotContain("unsafe", "sha256");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../pom.xml",
                "/js/../../logback-test.xml",
                "/%2e%2e/%2e%2e/logback-test.xml",
                "/..%2flogback-test.xml",
                "/%5c..%5clogback-test.xml",
                "/js%00.js",
                "//etc/passwd",
                "/js/",
                "/js",
                "/webjars/",
                "/webjars/swagger-ui/5.34.1/",
                "/webjars/swagger-ui/5.34.1/index.html",
                "/webjars/swagger-ui/5.34.1/oauth2-redirect.html",
                "/webjars/../../MANIFEST.MF",
                "/webjars/%2e%2e/%2e%2e/MANIFEST.MF",
                "/io/starling/dashboard/DashboardVerticle.class",
                "/.git/config.js"
            })
    void servesNothingButThePage(String path) throws Exception {
        assertThat(http.get(path).status()).isIn(400, 404);
    }

    @Test
    void asksStrangersForTheToken(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("token"), TOKEN);
        open(new DashboardOptions().setPort(0).setTokenFile(file.toString()));
        assertThat(http.get("/").status()).as("the page, which asks for it").isEqualTo(200);
        assertThat(http.get("/api/v1/openapi.json").status())
                .as("the document, which is no secret")
                .isEqualTo(200);
        Http.Answer refused = http.get("/api/v1/transfers");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer");
        for (String wrong : List.of("Bearer wrong", "Bearer ", "Basic " + TOKEN, TOKEN)) {
            assertThat(http.get("/api/v1/transfers", "Authorization", wrong).status())
                    .as(wrong)
                    .isEqualTo(401);
        }
        assertThat(http.get("/api/v1/transfers", "Authorization", "Bearer " + TOKEN)
                        .status())
                .isEqualTo(200);
        assertThat(http.get("/eventbus/info").status()).isEqualTo(401);
        assertThat(http.get("/metrics").status()).isEqualTo(401);
        assertThat(http.get("/metrics", "Authorization", "Bearer " + TOKEN).text())
                .contains("# TYPE starling_transfers gauge");
        assertThat(http.get("/health/ready").text())
                .contains("\"id\":\"peers\"")
                .doesNotContain("ada");
        assertThatThrownBy(() -> webSocket("/eventbus/websocket")).isInstanceOf(UpgradeRejectedException.class);
    }

    @Test
    void givesAPageACookieForTheToken(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("token"), TOKEN);
        open(new DashboardOptions().setPort(0).setTokenFile(file.toString()));
        assertThat(http.post("/api/v1/session", "").status()).isEqualTo(401);
        Http.Answer opened = http.post("/api/v1/session", "", "Authorization", "Bearer " + TOKEN);
        assertThat(opened.header("Set-Cookie"))
                .contains("HTTPOnly", "SameSite=Strict")
                .doesNotContain(TOKEN);
        String cookie = opened.header("Set-Cookie").split(";", 2)[0];
        assertThat(http.get("/api/v1/transfers", "Cookie", cookie).status()).isEqualTo(200);
        assertThat(http.get("/api/v1/transfers", "Cookie", cookie + "0").status())
                .isEqualTo(401);
        webSocket("/eventbus/websocket", "Cookie", cookie).close().await(10, SECONDS);
    }

    @Test
    void makesWhoeverGuessesTheTokenWait(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("token"), TOKEN);
        open(new DashboardOptions().setPort(0).setTokenFile(file.toString()));
        Http guesser = new Http(vertx, url, "127.0.0.2");
        for (int guess = 0; guess < Attempts.MAX_OF_ADDRESS; guess++) {
            assertThat(guesser.get("/api/v1/transfers", "Authorization", "Bearer guess " + guess)
                            .status())
                    .isEqualTo(401);
        }
        Http.Answer refused = guesser.get("/api/v1/transfers", "Authorization", "Bearer " + TOKEN);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.error()).isEqualTo("too_many_attempts");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 61);
        assertThat(guesser.get("/api/v1/transfers", "Cookie", TokenGuard.COOKIE + "=guess")
                        .status())
                .isEqualTo(429);
        assertThat(guesser.get("/health/live").status()).isEqualTo(200);
        assertThat(http.get("/api/v1/transfers", "Authorization", "Bearer " + TOKEN)
                        .status())
                .as("from another address")
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"publish\",\"address\":\"starling.events.log\",\"body\":{}}",
                "{\"type\":\"rec\",\"address\":\"starling.events.log\",\"body\":{}}",
                "{\"type\":\"register\",\"address\":\"starling.events.\"}",
                "{\"type\":\"register\",\"address\":\"*\"}",
                "{\"type\":\"register\"}",
                "{\"type\":7}",
                "{}",
                "[]",
                "7",
                "{"
            })
    void hasNoWordForAFrameOfAnotherKindButNo(String text) throws Exception {
        WebSocket socket = webSocket("/eventbus/websocket");
        Promise<JsonObject> refusal = Promise.promise();
        vertx.eventBus().consumer(Addresses.LOG, message -> refusal.tryFail("it arrived"));
        socket.handler(buffer -> refusal.tryComplete(buffer.toJsonObject()));
        socket.writeTextMessage(text);
        assertThat(refusal.future().await(10, SECONDS).getString("body")).isIn("access_denied", "invalid_json");
    }

    @Test
    void registersSoManyAddressesForAPageAndNoMore() throws Exception {
        WebSocket socket = webSocket("/eventbus/websocket");
        Promise<JsonObject> refusal = Promise.promise();
        socket.handler(buffer -> refusal.tryComplete(buffer.toJsonObject()));
        for (int i = 0; i <= Listener.MAX_ADDRESSES; i++) {
            socket.write(frame("register", Addresses.EVENTS_PREFIX + i));
        }
        assertThat(refusal.future().await(10, SECONDS).getString("body")).isEqualTo("max_handlers_reached");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside.torrent", "link.torrent", "%s/outside.torrent", "roots/../../outside.torrent"})
    void readsNoFileOutsideOfItsRoots(String path, @TempDir Path directory) throws Exception {
        Path roots = Files.createDirectory(directory.resolve("roots"));
        Path outside = Files.writeString(directory.resolve("outside.torrent"), "x");
        Files.createSymbolicLink(roots.resolve("link.torrent"), outside);
        open(new DashboardOptions().setPort(0).setRoots(List.of(roots.toString())));
        JsonObject body =
                new JsonObject().put("source", path.formatted(directory)).put("peer", "ada");
        Http.Answer answer = http.post("/api/v1/transfers", body.encode(), "Content-Type", "application/json");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).contains("dashboard.roots").doesNotContain(directory.toString());
    }
}
