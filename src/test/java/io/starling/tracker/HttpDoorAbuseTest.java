package io.starling.tracker;

import static io.starling.tracker.TrackerVerticleTest.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.starling.announce.TrackerClient;
import io.starling.bencode.BValue.BDict;
import io.starling.bencode.ByteString;
import io.starling.bus.TrackerRequest;
import io.starling.torrent.InfoHash;
import io.starling.tracker.HttpClientSocket.Answer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP door and what strangers do to it, over real sockets. After each of their tries others are served as ever. */
@Timeout(120)
class HttpDoorAbuseTest {
    private static final ByteString TORRENT = TestTorrents.torrent("big.iso", 8, 1);
    private static final InfoHash INFO_HASH = TestTorrents.infoHash(TORRENT);
    private static final String HASH = Announcement.encode(INFO_HASH.bytes());
    private static final String VICTIM = "127.0.0.1";
    private static final String STRANGER = "127.0.0.2";

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path dataDir;

    private TrackerVerticle tracker;

    @BeforeEach
    void publishATorrent() {
        start(false);
    }

    private void start(boolean isOpen) {
        for (String id : vertx.deploymentIDs()) {
            await(vertx.undeploy(id));
        }
        tracker = new TrackerVerticle(
                new TrackerOptions().setPort(0).setHttpPort(0).setOpen(isOpen), dataDir);
        await(vertx.deployVerticle(tracker));
        await(TrackerClient.overEventBus(vertx).publish(new TrackerRequest.Publish("big", TORRENT)));
    }

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    private Answer get(String from, Object target) throws IOException {
        return HttpClientSocket.get(tracker.httpAddress(), from, target.toString());
    }

    private HttpClientSocket client() throws IOException {
        return new HttpClientSocket(tracker.httpAddress(), VICTIM);
    }

    private static Announcement announce(int port) {
        return new Announcement(INFO_HASH, port);
    }

    private void assertServesOthers() throws IOException {
        assertThat(get("127.0.0.9", announce(9_999)).dict().integer("interval")).isPresent();
    }

    /** Counts of the swarm as {@code complete/incomplete}. */
    private String counts() throws IOException {
        BDict files =
                get(VICTIM, "/scrape?info_hash=" + HASH).dict().dict("files").orElseThrow();
        BDict counts = (BDict) files.entries().get(0).value();
        return counts.integer("complete").orElseThrow() + "/"
                + counts.integer("incomplete").orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            info_hash  |                         | info_hash: missing
            peer_id    |                         | peer_id: missing
            port       |                         | port: missing
            left       |                         | left: missing
            info_hash  | %00%01                  | info_hash: 2 bytes (expected: 20)
            info_hash  | 1234567890123456789     | info_hash: 19 bytes (expected: 20)
            info_hash  | 123456789012345678901   | info_hash: 21 bytes (expected: 20)
            peer_id    | 1234567890123456789     | peer_id: 19 bytes (expected: 20)
            peer_id    | 123456789012345678901   | peer_id: 21 bytes (expected: 20)
            info_hash  | 1234567890123456789%    | info_hash: % at 19 (expected: two hexadecimal digits behind it)
            info_hash  | 1234567890123456789%4   | info_hash: % at 19 (expected: two hexadecimal digits behind it)
            info_hash  | %zz345678901234567890   | info_hash: % at 0 (expected: two hexadecimal digits behind it)
            info_hash  | %-1345678901234567890   | info_hash: % at 0 (expected: two hexadecimal digits behind it)
            port       | 0                       | port: 0 (expected: 1..65535)
            port       | 65536                   | port: 65536 (expected: 1..65535)
            port       | 4294974177              | port: 2147483647 (expected: 1..65535)
            port       | -1                      | port: -1 (expected: 1..65535)
            port       | http                    | port: "http" (expected: a whole number)
            left       | -1                      | left: -1 (expected: 0 or more)
            left       | 9223372036854775808     | left: "9223372036854775808" (expected: a whole number)
            left       | 1e3                     | left: "1e3" (expected: a whole number)
            left       | +1                      | left: " 1" (expected: a whole number)
            uploaded   | -1                      | uploaded: -1 (expected: 0 or more)
            downloaded | x                       | downloaded: "x" (expected: a whole number)
            numwant    | 9999999999999999999999  | numwant: "9999999999999999999999" (expected: a whole number)
            numwant    | many                    | numwant: "many" (expected: a whole number)
            compact    | yes                     | compact: "yes" (expected: a whole number)
            event      | garbage                 | event: "garbage" (expected: started, stopped, completed, paused or none)
            event      | %0Astopped              | event: "?stopped" (expected: started, stopped, completed, paused or none)
            key        | 123456789012345678901234567890123456789012345678901234567890123456789 | key: 69 bytes (expected: at most 64)
            """)
    void saysWhatIsWrongInAnAnnounceAndTakesNoNoticeOfIt(String key, String value, String reason) throws IOException {
        Announcement announcement =
                value == null ? announce(6881).without(key) : announce(6881).with(key, value);

        assertThat(get(STRANGER, announcement).failure()).isEqualTo(reason);

        assertThat(counts()).isEqualTo("0/0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"info_hash", "peer_id", "port", "left", "event", "uploaded", "numwant", "compact", "key"})
    void refusesAKeyThatIsThereTwice(String key) throws IOException {
        String twice = announce(6881).with("event", "").with("numwant", "1").with("key", "1") + "&" + key + "=1";

        assertThat(get(STRANGER, twice).failure()).isEqualTo(key + ": 2 of them (expected: one)");

        assertThat(counts()).isEqualTo("0/0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/announce",
                "/announce?",
                "/announce?&&&==&",
                "/announce?info_hash",
                "/announce?=",
                "/scrape",
                "/scrape?"
            })
    void saysWhatIsMissing(String target) throws IOException {
        assertThat(get(STRANGER, target).failure()).startsWith("info_hash: ");
    }

    @Test
    void takesWhatItDoesNotKnowAndEmptyValuesForNothing() throws IOException {
        Announcement announcement = announce(6881)
                .with("event", "")
                .with("numwant", "")
                .with("supportcrypto", "1")
                .with("trackerid", "%FF")
                .with("corrupt", "-5");

        assertThat(get(STRANGER, announcement).dict().integer("interval")).isPresent();
    }

    @Test
    void pointsASwarmAtNobodyElse() throws IOException {
        get(
                STRANGER,
                announce(6881)
                        .seed()
                        .with("ip", "10.1.2.3")
                        .with("ipv4", "10.1.2.3:80")
                        .with("ipv6", "%5B2001:db8::1%5D:80"));

        BDict reply = get(VICTIM, announce(6882)).dict();

        assertThat(reply.bytes("peers")).contains(ByteString.ofHex("7f0000021ae1"));
        assertThat(reply.bytes("peers6")).isEmpty();
    }

    @Test
    void nobodyEndsThePartOfAnotherByItsPeerIdFromElsewhere() throws IOException {
        get(VICTIM, announce(6881).seed());

        get(STRANGER, announce(6881).with("event", "stopped"));
        get(STRANGER, announce(6881));

        assertThat(counts()).isEqualTo("1/1");
        assertThat(get("127.0.0.3", announce(6882))
                        .dict()
                        .bytes("peers")
                        .orElseThrow()
                        .hex())
                .contains("7f0000011ae1", "7f0000021ae1");
    }

    @Test
    void nobodyEndsThePartOfAnotherBehindTheSameAddressWithoutItsKey() throws IOException {
        get(VICTIM, announce(6881).seed().with("key", "secret"));

        get(VICTIM, announce(6881).with("event", "stopped").with("key", "guess"));
        get(VICTIM, announce(6881).with("event", "stopped"));
        assertThat(counts()).isEqualTo("1/0");

        get(VICTIM, announce(6881).with("event", "stopped").with("key", "secret"));
        assertThat(counts()).isEqualTo("0/0");
    }

    @Test
    void aClientThatWasStartedAgainTakesItsOwnPlace() throws IOException {
        get(VICTIM, announce(6881).seed());

        get(VICTIM, announce(6881).with("peer_id", "-LT2080-another-life"));

        assertThat(counts()).isEqualTo("0/1");
    }

    @Test
    void countsNoCompletionThatItHasNotSeen() throws IOException {
        for (int i = 0; i < 20; i++) {
            get(STRANGER, announce(6881).seed().with("event", "completed"));
            get(STRANGER, announce(6881).seed().with("event", "stopped"));
        }

        Answer scrape = get(VICTIM, "/scrape?info_hash=" + HASH);

        assertThat(scrape.body().utf8().orElse("")).doesNotContain("downloadedi20e");
        BDict files = scrape.dict().dict("files").orElseThrow();
        assertThat(((BDict) files.entries().get(0).value()).integer("downloaded"))
                .hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({"74,true", "75,false", "110,false"})
    void scrapesSoManyTorrentsAndNoMore(int count, boolean isAnswered) throws IOException {
        String query =
                IntStream.range(0, count).mapToObj(i -> "info_hash=" + HASH).collect(Collectors.joining("&"));

        BDict reply = get(STRANGER, "/scrape?" + query).dict();

        assertThat(reply.dict("files").isPresent()).isEqualTo(isAnswered);
        assertThat(reply.text("failure reason").isPresent()).isEqualTo(!isAnswered);
    }

    @Test
    void refusesMoreParametersThanAnybodyNeeds() throws IOException {
        assertThat(get(STRANGER, announce(6881) + "&a=1".repeat(HttpQuery.MAX_PARAMETERS))
                        .failure())
                .isEqualTo("query: more than 128 parameters (expected: at most so many)");
    }

    @ParameterizedTest
    @CsvSource({"9000,414", "1000000,414"})
    void refusesALongLine(int length, int status) throws IOException {
        try (HttpClientSocket client = client()) {
            assertThat(statusOf(client, "GET /announce?a=" + "a".repeat(length) + " HTTP/1.1\r\n\r\n"))
                    .isIn(Optional.of(status), Optional.empty());
        }
        assertServesOthers();
    }

    @Test
    void refusesLongHeaders() throws IOException {
        try (HttpClientSocket client = client()) {
            assertThat(statusOf(client, "GET /announce HTTP/1.1\r\nA: " + "a".repeat(9_000) + "\r\n\r\n"))
                    .contains(431);
        }
        assertServesOthers();
    }

    /** The status, or nothing when the door closed the connection while the request was still being sent. */
    private static Optional<Integer> statusOf(HttpClientSocket client, String request) throws IOException {
        try {
            client.send(request);
            return client.receive().map(Answer::status);
        } catch (SocketException e) {
            return Optional.empty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST /announce HTTP/1.1            | 405
            DELETE /scrape HTTP/1.1            | 405
            POST /stats HTTP/1.1               | 405
            GET /stats HTTP/1.1                | 200
            GET /stats/ HTTP/1.1               | 404
            GET / HTTP/1.1                     | 404
            GET /announce/../../etc HTTP/1.1   | 404
            GET /%00 HTTP/1.1                  | 404
            GET * HTTP/1.1                     | 404
            GET http://a/announce HTTP/1.1     | 200
            GET /announce HTTP/1.0             | 200
            GET /announce HTTP/9.9             | 501
            GET /announce? HTTP/1.1            | 200
            GET /Announce HTTP/1.1             | 404
            GET announce HTTP/1.1              | 404
            """)
    void answersWhatIsNoRequestToATrackerByItsStatus(String line, int status) throws IOException {
        try (HttpClientSocket client = client()) {
            client.send(line + "\r\nHost: t\r\n\r\n");
            assertThat(client.receive().orElseThrow().status()).isEqualTo(status);
        }
        assertServesOthers();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1000000000", "Transfer-Encoding: chunked"})
    void hangsUpOnABody(String header) throws IOException {
        try (HttpClientSocket client = client()) {
            client.send("GET " + announce(6881) + " HTTP/1.1\r\nHost: t\r\n" + header + "\r\n\r\n");

            assertThat(client.receive().orElseThrow().status()).isEqualTo(413);
            assertThat(client.receive()).isEmpty();
        }
        assertThat(counts()).isEqualTo("0/0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sec-Fetch-Site: cross-site", "Origin: https://evil.example"})
    void announcesNothingForAPageInABrowser(String header) throws IOException {
        try (HttpClientSocket client = client()) {
            client.send("GET " + announce(22) + " HTTP/1.1\r\nHost: t\r\n" + header + "\r\n\r\n");

            assertThat(client.receive().orElseThrow().status()).isEqualTo(403);
        }
        assertThat(counts()).isEqualTo("0/0");
    }

    /** Bytes of all kinds, and requests with a byte of another kind in them: none is a fault of the tracker. */
    @Test
    void noInputIsAFaultOfTheTracker() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 400; i++) {
            try (HttpClientSocket client = client()) {
                Optional<Integer> status = statusOf(client, mutated(random) + "\r\nConnection: close\r\n\r\n");
                assertThat(status.orElse(0))
                        .as("round " + i)
                        .satisfiesAnyOf(
                                none -> assertThat(none).isZero(),
                                known -> assertThat(known).isIn(200, 400, 403, 404, 405, 413, 414, 431, 501));
            }
        }
        assertServesOthers();
    }

    private static String mutated(Random random) {
        StringBuilder request = new StringBuilder("GET " + announce(6881) + " HTTP/1.1\r\nHost: t");
        int changes = random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            request.setCharAt(random.nextInt(request.length()), (char) random.nextInt(256));
        }
        return request.toString();
    }

    /** One machine announces port after port: it has some places, and others are still told of one another. */
    @Test
    void oneAddressDoesNotFillASwarm() throws IOException {
        get(VICTIM, announce(6881).seed());
        try (HttpClientSocket flood = new HttpClientSocket(tracker.httpAddress(), STRANGER)) {
            for (int port = 1; port <= 1_000; port++) {
                flood.send("GET " + announce(port) + " HTTP/1.1\r\nHost: t\r\n\r\n");
                assertThat(flood.receive().orElseThrow().status()).isEqualTo(200);
            }
        }

        assertThat(counts()).isEqualTo("1/" + StockPlaces.MAX_PER_NETWORK_AND_SWARM);
        assertThat(get("127.0.0.3", announce(6882).with("numwant", "200"))
                        .dict()
                        .bytes("peers")
                        .orElseThrow()
                        .hex())
                .contains("7f0000011ae1");
    }

    @Test
    void anOpenTrackerIsNotFilledByOneAddress() throws IOException {
        start(true);
        get(VICTIM, announce(6881).seed());
        InfoHash kept = InfoHash.ofHex("cd".repeat(20));
        get(VICTIM, new Announcement(kept, 6881).seed());
        Random random = new Random(2);
        int most = StockClients.MAX_OPEN / StockPlaces.PART_OF_ONE_NETWORK;
        try (HttpClientSocket flood = new HttpClientSocket(tracker.httpAddress(), STRANGER)) {
            for (int i = 0; i < most + 500; i++) {
                byte[] hash = new byte[InfoHash.LENGTH_BYTES];
                random.nextBytes(hash);
                flood.send("GET " + new Announcement(new InfoHash(ByteString.wrap(hash)), 1)
                        + " HTTP/1.1\r\nHost: t\r\n\r\n");
                assertThat(flood.receive().orElseThrow().status()).isEqualTo(200);
            }
        }

        assertThat(counts()).isEqualTo("1/0");
        assertThat(get(VICTIM, new Announcement(kept, 6882)).dict().integer("complete"))
                .hasValue(1);
    }

    @Test
    void turnsConnectionsOfOneAddressAwayWhenItHasTooMany() throws IOException {
        List<HttpClientSocket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < HttpDoor.Limits.DEFAULT.connectionsPerAddress(); i++) {
                HttpClientSocket client = new HttpClientSocket(tracker.httpAddress(), STRANGER);
                client.send("GET /");
                idle.add(client);
            }
            try (HttpClientSocket one = new HttpClientSocket(tracker.httpAddress(), STRANGER)) {
                assertThat(statusOf(one, "GET /announce HTTP/1.1\r\nHost: t\r\n\r\n"))
                        .isEmpty();
            }
            assertServesOthers();
        } finally {
            for (HttpClientSocket client : idle) {
                client.close();
            }
        }
    }
}
