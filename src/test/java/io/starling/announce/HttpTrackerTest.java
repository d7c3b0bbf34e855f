package io.starling.announce;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.junit5.VertxExtension;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A tracker that says what no tracker should. 127.0.0.2 plays an address of the Internet. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class HttpTrackerTest {
    private static final AnnounceRequest REQUEST = new AnnounceRequest(
            InfoHash.ofHex("00ff".repeat(10)),
            new PeerId(ByteString.utf8("-SX0001-abcdefghijkl")),
            6881,
            1,
            2,
            3,
            AnnounceEvent.STARTED,
            ByteString.utf8("0BADCAFE"),
            50);

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private Vertx vertx;
    private int port;
    private String body = "";
    private Duration timeout = Duration.ofSeconds(30);

    @BeforeEach
    void startTheTracker(Vertx vertx) throws Exception {
        this.vertx = vertx;
        port = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "0.0.0.0")
                .await(10, SECONDS)
                .actualPort();
    }

    private void answer(HttpServerRequest request) {
        asked.add(request.localAddress().hostAddress() + request.uri());
        HttpServerResponse response = request.response();
        switch (request.path()) {
            case "/silent/announce" -> {}
            case "/endless/announce" -> endless(response.setChunked(true));
            case "/zip/announce", "/zip" ->
                response.putHeader("Content-Encoding", "gzip").end(bomb());
            case "/here" ->
                response.setStatusCode(302)
                        .putHeader("Location", "http://127.0.0.1:" + port + "/announce")
                        .end();
            case "/down" -> response.setStatusCode(503).end();
            default -> response.end(Buffer.buffer(body.getBytes(StandardCharsets.ISO_8859_1)));
        }
    }

    private static void endless(HttpServerResponse response) {
        response.write(Buffer.buffer(new byte[64 * 1024])).onSuccess(sent -> endless(response));
    }

    /** 1 GiB of zeros in 1 MB, less than which is read. */
    private static Buffer bomb() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(new byte[100 * 1024 * 1024]);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return Buffer.buffer(bytes.toByteArray());
    }

    private Announced announce(String host, String path) throws Exception {
        HttpFetch fetch = new HttpFetch(vertx, HttpTracker.MAX_REPLY_BYTES, timeout, HttpTrackerTest::reach);
        return new HttpTracker(URI.create("http://" + host + ":" + port + path), fetch)
                .announce(REQUEST)
                .await(30, SECONDS);
    }

    private static Reach reach(InetAddress address) {
        return address.getHostAddress().equals("127.0.0.2") ? Reach.PUBLIC : Reach.of(address);
    }

    private List<String> peers(String host, String reply) throws Exception {
        body = reply;
        return announce(host, "/announce").peers().stream()
                .map(Object::toString)
                .toList();
    }

    private void assertRefused(String path, String message) {
        assertThatThrownBy(() -> announce("127.0.0.2", path)).hasMessage("http://127.0.0.2:" + port + ": " + message);
    }

    @Test
    void asksAsEveryTrackerUnderstands() throws Exception {
        body = "d8:intervali1800e5:peers0:e";

        announce("127.0.0.2", "/announce?passkey=1");

        assertThat(asked)
                .containsExactly("127.0.0.2/announce?passkey=1&info_hash=" + "%00%FF".repeat(10)
                        + "&peer_id=%2D%53%58%30%30%30%31%2D%61%62%63%64%65%66%67%68%69%6A%6B%6C&port=6881&uploaded=1"
                        + "&downloaded=2&left=3&compact=1&key=%30%42%41%44%43%41%46%45&numwant=50&event=started");
    }

    @Test
    void readsPeersAsBytesAndAsAList() throws Exception {
        assertThat(
                        peers(
                                "127.0.0.2",
                                "d8:intervali60e5:peers6:\n\0\0\1\u001a\u00e16:peers618: \1\r\u00b8\0\0\0\0\0\0\0\0\0\0\0\1\u001a\u00e1e"))
                .containsExactly("10.0.0.1:6881", "2001:db8:0:0:0:0:0:1:6881");
        assertThat(
                        peers(
                                "127.0.0.2",
                                "d8:intervali60e5:peersld2:ip8:10.0.0.17:peer id20:aaaaaaaaaaaaaaaaaaaa4:porti6881eed2:ip9:localhost4:porti1eed2:ip8:10.0.0.24:porti70000eei5eee"))
                .containsExactly("10.0.0.1:6881");
    }

    /** Loopback, nowhere, port 0, and this link: a tracker of the Internet has us dial none of them. */
    @Test
    void dialsNothingOnThisMachineForAStranger() throws Exception {
        String compact = "\u007f\0\0\1\0\u0016" + "\0\0\0\0\0\u0016" + "\n\0\0\1\0\0"
                + "\u00a9\u00fe\u00a9\u00fe\0\u0050" + "\u00e0\0\0\1\0\1";

        assertThat(peers("127.0.0.2", "d8:intervali60e5:peers30:" + compact + "e"))
                .isEmpty();
        assertThat(peers("127.0.0.1", "d8:intervali60e5:peers30:" + compact + "e"))
                .containsExactly("127.0.0.1:22", "169.254.169.254:80");
    }

    @Test
    void readsNoMorePeersThanAreOfUse() throws Exception {
        StringBuilder compact = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            compact.append((char) 10)
                    .append('\0')
                    .append((char) (i >> 8))
                    .append((char) (i & 0xFF))
                    .append("\0\1");
        }
        assertThat(peers("127.0.0.2", "d8:intervali60e5:peers60000:" + compact + "e"))
                .hasSize(TrackerPeers.MAX_PEERS);
    }

    @ParameterizedTest
    @CsvSource({"0, 30", "-1, 30", "-9223372036854775808, 30", "1800, 1800", "9223372036854775807, 7200"})
    void believesNoAbsurdInterval(String said, int seconds) throws Exception {
        body = "d8:intervali" + said + "e5:peers0:e";

        assertThat(announce("127.0.0.2", "/announce").interval()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void passesOnWhyItIsRefusedOnOneLine() {
        body = "d14:failure reason11:no\n\u001b[2J <b>e";
        assertRefused("/announce", "refuses: no??[2J <b>");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <html>not a tracker</html>
            d8:intervali60e5:peers6:abce
            d8:interval4:soone
            le
            d
            """)
    void refusesWhatIsNoAnswer(String text) {
        body = text;
        assertThatThrownBy(() -> announce("127.0.0.2", "/announce"))
                .hasMessageStartingWith("http://127.0.0.2:" + port + ": ");
    }

    @Test
    void refusesAListWithoutEndInABombOrInADrip() {
        assertRefused("/endless/announce", "too large (expected: at most 262144 bytes)");
        assertThatThrownBy(() -> announce("127.0.0.2", "/zip")).hasMessageStartingWith("http://127.0.0.2:" + port);
        assertRefused("/down", "status 503 (expected: 200)");
        timeout = Duration.ofSeconds(2);
        assertRefused("/silent/announce", "not fetched within 2000 ms");
    }

    @Test
    void isNotSentToThisMachine() {
        assertThatThrownBy(() -> announce("127.0.0.2", "/here")).hasMessageContaining("closer to this machine");
        assertThat(asked).hasSize(1);
    }

    @Test
    void asksThisMachineForNothingButAnAnnounce() {
        assertThatThrownBy(() -> announce("127.0.0.1", "/api/v1/transfers?x"))
                .hasMessageContaining("not meant for strangers");
        assertThat(asked).isEmpty();
    }
}
