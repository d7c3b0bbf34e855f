package io.starling.announce;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.bencode.ByteString;
import io.starling.bus.BusException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.junit5.VertxExtension;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Web servers that a user was lured to name. 127.0.0.2 plays an address of the Internet, 127.0.0.3 one of the house. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class HttpFetchTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final int MAX_BYTES = 1_000_000;
    private static final Buffer CHUNK = Buffer.buffer(new byte[64 * 1024]);

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private Vertx vertx;
    private HttpFetch fetch;
    private int port;

    @BeforeEach
    void startTheServer(Vertx vertx) throws Exception {
        this.vertx = vertx;
        fetch = new HttpFetch(vertx, MAX_BYTES, LONG, HttpFetchTest::reach);
        HttpServer server = vertx.createHttpServer().requestHandler(this::answer);
        port = server.listen(0, "0.0.0.0").await(10, SECONDS).actualPort();
    }

    private static Reach reach(InetAddress address) {
        return switch (address.getHostAddress()) {
            case "127.0.0.2" -> Reach.PUBLIC;
            case "127.0.0.3" -> Reach.PRIVATE;
            default -> Reach.of(address);
        };
    }

    private void answer(HttpServerRequest request) {
        asked.add(request.localAddress().hostAddress() + request.path());
        HttpServerResponse response = request.response();
        switch (request.path()) {
            case "/good" -> response.end("torrent");
            case "/giant" -> send(response.putHeader("Content-Length", "1000000000000"));
            case "/endless" -> send(response.setChunked(true));
            case "/drip" -> drip(response.setChunked(true));
            case "/silent" -> {}
            case "/short" ->
                response.putHeader("Content-Length", "100").write("torrent").onComplete(sent -> response.reset());
            case "/zip" -> response.putHeader("Content-Encoding", "gzip").end(CHUNK);
            case "/loop" -> redirect(response, "/loop");
            case "/to" -> redirect(response, request.query());
            case "/nowhere" -> response.setStatusCode(302).end();
            default -> response.setStatusCode(404).end("<html>not here");
        }
    }

    private static void redirect(HttpServerResponse response, String to) {
        response.setStatusCode(302).putHeader("Location", to).end();
    }

    private static void send(HttpServerResponse response) {
        response.write(CHUNK).onSuccess(sent -> send(response));
    }

    private void drip(HttpServerResponse response) {
        response.write("d").onSuccess(sent -> vertx.setTimer(20, id -> drip(response)));
    }

    private String url(String host, String path) {
        return "http://" + host + ":" + port + path;
    }

    private ByteString fetched(String url) throws Exception {
        return fetch.fetch(url).await(30, SECONDS);
    }

    private void assertRefused(Callable<?> fetched, int code, String message) {
        assertThatThrownBy(fetched::call)
                .isInstanceOfSatisfying(
                        BusException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessage(message);
    }

    @Test
    void fetchesWhatIsThere() throws Exception {
        assertThat(fetched(url("127.0.0.1", "/good?passkey=secret"))).isEqualTo(ByteString.utf8("torrent"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/giant", "/endless"})
    void readsNoMoreThanIsOfUse(String path) {
        String url = url("127.0.0.1", path);
        assertRefused(
                () -> fetched(url),
                BusException.TOO_LARGE,
                url + ": too large (expected: at most " + MAX_BYTES + " bytes)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/drip", "/silent"})
    void waitsNoLongerHoweverTheTimeIsSpent(String path) {
        fetch = new HttpFetch(vertx, MAX_BYTES, SHORT, HttpFetchTest::reach);
        String url = url("127.0.0.1", path);
        assertRefused(() -> fetched(url), BusException.CONFLICT, url + ": not fetched within 2000 ms");
    }

    @Test
    void noticesABodyThatIsCutShort() {
        assertThatThrownBy(() -> fetched(url("127.0.0.1", "/short")))
                .isInstanceOf(BusException.class)
                .hasMessageStartingWith(url("127.0.0.1", "/short") + ": cannot be fetched: ");
    }

    @Test
    void unpacksNothing() throws Exception {
        assertThat(fetched(url("127.0.0.1", "/zip")).size()).isEqualTo(CHUNK.length());
    }

    @Test
    void showsNeitherUserNorQueryOfAUrlThatFails() {
        String url = "http://user:secret@127.0.0.1:" + port + "/none?passkey=secret";
        assertRefused(
                () -> fetched(url), BusException.UNKNOWN, url("127.0.0.1", "/none") + ": status 404 (expected: 200)");
    }

    @Test
    void followsARedirectToAnotherServer() throws Exception {
        assertThat(fetched(url("127.0.0.1", "/to?" + url("127.0.0.2", "/good"))))
                .isEqualTo(ByteString.utf8("torrent"));
        assertThat(asked).contains("127.0.0.2/good");
    }

    @Test
    void endsARedirectLoop() {
        assertRefused(
                () -> fetched(url("127.0.0.1", "/loop")),
                BusException.FORBIDDEN,
                url("127.0.0.1", "/loop") + ": more than 5 redirects (expected: fewer)");
        assertThat(asked).hasSize(6);
    }

    /** Each has what it asks for on the next line: this machine, the house, a host name that leads to this machine. */
    @ParameterizedTest
    @CsvSource({
        "127.0.0.2, 127.0.0.1",
        "127.0.0.2, localhost",
        "127.0.0.2, 127.0.0.3",
        "127.0.0.3, 127.0.0.1",
        "127.0.0.2, [::ffff:7f00:1]",
        "127.0.0.2, 0.0.0.0"
    })
    void isNotSentCloserThanItWasTold(String told, String sent) {
        String redirect = url(told, "/to?" + url(sent, "/good"));
        assertRefused(
                () -> fetched(redirect),
                BusException.FORBIDDEN,
                url(told, "/to") + ": redirects to " + url(sent, "/good")
                        + ", closer to this machine than what was asked for"
                        + " (expected: no closer; name that URL itself if it is meant)");
        assertThat(asked).containsExactly(told + "/to");
    }

    /** By way of a third: what counts is what the user named. */
    @Test
    void isNotSentCloserInSteps() {
        String last = url("127.0.0.1", "/good");
        assertThatThrownBy(() -> fetched(url("127.0.0.2", "/to?" + url("127.0.0.2", "/to?" + last))))
                .isInstanceOf(BusException.class)
                .hasMessageContaining("closer to this machine");
        assertThat(asked).doesNotContain("127.0.0.1/good");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/to?file:///etc/passwd", "/to?ftp://127.0.0.1/x", "/to?http://", "/to?::", "/nowhere"})
    void followsToNothingButTheWeb(String path) {
        assertThatThrownBy(() -> fetched(url("127.0.0.1", path)))
                .isInstanceOf(BusException.class)
                .hasMessageEndingWith(": redirects to what is no URL (expected: http:// or https://)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://", "http:///x", "http://a b/", "http://h:99999/", "https:/h/", "http://[::1/"})
    void refusesWhatIsNoUrl(String url) {
        assertRefused(
                () -> fetched(url),
                BusException.MALFORMED,
                "source: not a URL (expected: http:// or https://, a host, and a path)");
    }

    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, PUBLIC",
        "2001:4860::8888, PUBLIC",
        "100.63.0.1, PUBLIC",
        "100.64.0.1, PRIVATE",
        "100.127.0.1, PRIVATE",
        "10.1.2.3, PRIVATE",
        "172.16.0.1, PRIVATE",
        "172.32.0.1, PUBLIC",
        "192.168.1.1, PRIVATE",
        "fd00::1, PRIVATE",
        "127.0.0.1, LOCAL",
        "127.9.9.9, LOCAL",
        "::1, LOCAL",
        "::ffff:127.0.0.1, LOCAL",
        "0.0.0.0, LOCAL",
        "::, LOCAL",
        "169.254.169.254, LOCAL",
        "fe80::1, LOCAL",
        "224.0.0.1, LOCAL"
    })
    void knowsHowCloseAnAddressIs(String address, Reach reach) throws Exception {
        assertThat(Reach.of(InetAddress.getByName(address))).isEqualTo(reach);
    }
}
