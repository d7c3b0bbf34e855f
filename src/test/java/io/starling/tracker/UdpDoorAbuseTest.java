package io.starling.tracker;

import static io.starling.tracker.TrackerVerticleTest.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.starling.announce.AnnounceReply;
import io.starling.announce.AnnounceRequest;
import io.starling.announce.ScrapeReply;
import io.starling.announce.TrackerClient;
import io.starling.bencode.ByteString;
import io.starling.bus.TrackerRequest;
import io.starling.torrent.InfoHash;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The UDP door and what strangers do to it, over real sockets. After each of their tries others are served as ever. */
@Timeout(120)
class UdpDoorAbuseTest {
    private static final ByteString TORRENT = TestTorrents.torrent("big.iso", 8, 1);
    private static final InfoHash INFO_HASH = TestTorrents.infoHash(TORRENT);
    private static final String VICTIM = "127.0.0.1";
    private static final String STRANGER = "127.0.0.2";
    private static final int EVENT = 80;
    private static final int STOPPED = 3;

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

    private UdpClientSocket client(String from) throws IOException {
        return new UdpClientSocket(tracker.udpAddress(), from);
    }

    /** Sends what is to be answered by nothing, and then a connect: the first answer is that of the connect. */
    private static void assertIsNotAnswered(UdpClientSocket client, Buffer datagram) throws IOException {
        client.send(datagram);
        client.connect();
    }

    private String counts() throws IOException {
        try (UdpClientSocket client = client("127.0.0.9")) {
            return client.scrape(INFO_HASH).get(0);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 1, 0x41727101980L, 0x4172710198100000L, Long.MIN_VALUE})
    void takesNoNoticeOfAForgedId(long id) throws IOException {
        try (UdpClientSocket client = client(STRANGER)) {
            assertThat(client.ask(client.announceRequest(id, INFO_HASH, 6881)).error())
                    .isEqualTo(UdpDoor.UNPROVEN);
            assertThat(client.ask(client.scrapeRequest(id, List.of(INFO_HASH))).error())
                    .isEqualTo(UdpDoor.UNPROVEN);
        }
        assertThat(counts()).isEqualTo("0/0/0");
    }

    @Test
    void anIdIsOfNoUseFromAnotherAddress() throws IOException {
        try (UdpClientSocket victim = client(VICTIM);
                UdpClientSocket stranger = client(STRANGER)) {
            long id = victim.connect();

            assertThat(stranger.ask(stranger.announceRequest(id, INFO_HASH, 6881))
                            .error())
                    .isEqualTo(UdpDoor.UNPROVEN);
        }
        assertThat(counts()).isEqualTo("0/0/0");
    }

    @Test
    void anIdOfAnEarlierLifeIsOfNoUse() throws IOException {
        long earlier;
        try (UdpClientSocket client = client(STRANGER)) {
            earlier = client.connect();
        }
        start(false);
        try (UdpClientSocket client = client(STRANGER)) {
            assertThat(client.ask(client.announceRequest(earlier, INFO_HASH, 6881))
                            .error())
                    .isEqualTo(UdpDoor.UNPROVEN);
            assertThat(client.ask(client.announceRequest(client.connect(), INFO_HASH, 6881))
                            .action())
                    .isEqualTo(1);
        }
    }

    @Test
    void saysNothingToWhatIsTooShort() throws IOException {
        try (UdpClientSocket client = client(STRANGER)) {
            Buffer connect = client.connectRequest();
            for (int length = 0; length < 16; length++) {
                assertIsNotAnswered(client, connect.slice(0, length));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {UdpDoor.MAX_REQUEST_BYTES + 1, 2_048, 9_000, 65_507})
    void saysNothingToWhatIsTooLong(int length) throws IOException {
        try (UdpClientSocket client = client(STRANGER)) {
            Buffer announce = client.announceRequest(client.connect(), INFO_HASH, 6881);

            assertIsNotAnswered(client, announce.appendBytes(new byte[length - announce.length()]));
        }
        assertThat(counts()).isEqualTo("0/0/0");
    }

    @Test
    void answersAConnectThatWasMadeLongerByTheSame() throws IOException {
        try (UdpClientSocket client = client(STRANGER)) {
            Buffer connect = client.connectRequest();

            assertThat(client.ask(connect.appendBytes(new byte[1_000])).length())
                    .isEqualTo(16);
        }
    }

    /** Whatever is sent without an id, or with a wrong one: the answer, if there is one, is not longer. */
    @Test
    void sendsNoMoreThanItIsSentBeforeTheIdIsProven() throws IOException {
        Random random = new Random(1);
        try (UdpClientSocket client = client(STRANGER)) {
            for (int i = 0; i < 2_000; i++) {
                Buffer request = client.head(random.nextLong(), random.nextInt(5) - 1);
                if (random.nextInt(4) == 0) {
                    request.setLong(0, 0x41727101980L);
                }
                byte[] body = new byte[random.nextInt(200)];
                random.nextBytes(body);
                request.appendBytes(body);
                int transaction = request.getInt(12);
                client.send(request);
                client.send(client.connectRequest());

                UdpClientSocket.Answer answer = client.receive();
                if (answer.transaction() == transaction) {
                    assertThat(answer.length()).as("round " + i).isLessThanOrEqualTo(request.length());
                    answer = client.receive();
                }
                assertThat(answer.action()).isZero();
            }
        }
        assertThat(counts()).isEqualTo("0/0/0");
    }

    @ParameterizedTest
    @CsvSource({"3", "4", "-1", "2147483647", "0"})
    void saysWhatItDoes(int action) throws IOException {
        try (UdpClientSocket client = client(STRANGER)) {
            assertThat(client.ask(client.head(client.connect(), action)).error())
                    .isEqualTo("action: " + action + " (expected: 0, 1 or 2)");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            80 | 9  | event: 9 (expected: 0..4)
            94 | 0  | port: 0 (expected: 1..65535)
            64 | -1 | left: -4294966296 (expected: 0 or more)
            72 | -1 | uploaded: -4294967296 (expected: 0 or more)
            """)
    void saysWhatIsWrongInAnAnnounceAndTakesNoNoticeOfIt(int offset, int value, String reason) throws IOException {
        try (UdpClientSocket client = client(STRANGER)) {
            Buffer announce = client.announceRequest(client.connect(), INFO_HASH, 6881);

            assertThat(client.ask(announce.setInt(offset, value)).error()).isEqualTo(reason);
        }
        assertThat(counts()).isEqualTo("0/0/0");
    }

    @Test
    void refusesAnAnnounceThatIsCutOffAndOptionsThatAre() throws IOException {
        try (UdpClientSocket client = client(STRANGER)) {
            Buffer announce = client.announceRequest(client.connect(), INFO_HASH, 6881);
            assertThat(client.ask(announce.slice(0, 97)).error())
                    .isEqualTo("announce: 97 bytes (expected: at least 98)");
            assertThat(client.ask(announce.appendByte((byte) 2).appendByte((byte) 9))
                            .error())
                    .isEqualTo("option 2: goes on beyond the end of the datagram");
        }
        assertThat(counts()).isEqualTo("0/0/0");
    }

    @ParameterizedTest
    @CsvSource({"74, true", "75, false"})
    void scrapesSoManyTorrentsAndNoMore(int count, boolean isAnswered) throws IOException {
        try (UdpClientSocket client = client(STRANGER)) {
            Buffer scrape = client.scrapeRequest(client.connect(), Collections.nCopies(count, INFO_HASH));

            assertThat(client.ask(scrape).action()).isEqualTo(isAnswered ? 2 : 3);
        }
    }

    @Test
    void anErrorIsShortAndSteersNoTerminal() throws IOException {
        try (UdpClientSocket client = client(STRANGER)) {
            Buffer announce = client.announceRequest(client.connect(), INFO_HASH, 6881);
            for (int i = 0; i < 4; i++) {
                announce.appendByte((byte) 2).appendByte((byte) 255).appendString("\u001b".repeat(255));
            }

            assertThat(client.ask(announce).error())
                    .startsWith("path: ????")
                    .endsWith("…")
                    .hasSize(121);
        }
    }

    @Test
    void nobodyEndsThePartOfAnother() throws IOException {
        try (UdpClientSocket victim = client(VICTIM);
                UdpClientSocket neighbour = client(VICTIM);
                UdpClientSocket stranger = client(STRANGER)) {
            victim.ask(victim.announceRequest(victim.connect(), INFO_HASH, 6881));

            stranger.ask(stranger.announceRequest(stranger.connect(), INFO_HASH, 6881)
                    .setInt(EVENT, STOPPED));
            neighbour.ask(neighbour
                    .announceRequest(neighbour.connect(), INFO_HASH, 6881)
                    .setInt(EVENT, STOPPED)
                    .setInt(88, 1));

            assertThat(counts()).isEqualTo("0/0/1");
        }
    }

    @Test
    void oneAddressDoesNotFillASwarm() throws IOException {
        try (UdpClientSocket victim = client(VICTIM);
                UdpClientSocket flood = client(STRANGER)) {
            victim.ask(victim.announceRequest(victim.connect(), INFO_HASH, 6881).setLong(64, 0));
            long id = flood.connect();
            for (int port = 1; port <= 1_000; port++) {
                flood.ask(flood.announceRequest(id, INFO_HASH, port));
            }
        }
        assertThat(counts()).isEqualTo("1/0/" + StockPlaces.MAX_PER_NETWORK_AND_SWARM);
    }

    @Test
    void noDatagramIsAFaultOfTheTracker() throws IOException {
        start(true);
        Random random = new Random(3);
        try (UdpClientSocket client = client(STRANGER)) {
            long id = client.connect();
            for (int i = 0; i < 3_000; i++) {
                Buffer request = random.nextBoolean()
                        ? client.announceRequest(id, INFO_HASH, 1 + random.nextInt(65_535))
                                .appendBytes(new byte[random.nextInt(20)])
                        : client.scrapeRequest(id, List.of(INFO_HASH));
                for (int change = random.nextInt(4); change > 0; change--) {
                    request.setByte(16 + random.nextInt(request.length() - 16), (byte) random.nextInt());
                }

                UdpClientSocket.Answer answer = client.ask(request);

                assertThat(answer.action()).isBetween(1, 3);
                assertThat(answer.body().toString()).doesNotContain("the tracker failed");
            }
        }
    }

    /** A door with small limits, and a tracker that knows nobody. */
    private UdpDoor open(UdpDoor.Limits limits, SimpleMeterRegistry registry) {
        UdpDoor door = new UdpDoor(
                vertx, new Nobody(), new TrackerOptions().setHttpPort(0), limits, new TrackerMeters(registry));
        await(door.listen());
        return door;
    }

    private record Nobody() implements Announces {
        @Override
        public AnnounceReply announce(AnnounceRequest request, InetAddress from, Predicate<InetAddress> canTell) {
            return new AnnounceReply(Duration.ofSeconds(1), Duration.ofSeconds(1), 0, 0, List.of());
        }

        @Override
        public ScrapeReply scrape(Collection<InfoHash> infoHashes) {
            return new ScrapeReply(new TreeMap<>());
        }
    }

    @Test
    void dropsAFloodAndServesOthersMeanwhile() throws IOException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        UdpDoor door = open(new UdpDoor.Limits(100, 1_000, 25, 1_000), registry);
        String address = "127.0.0.1:" + door.port();
        try (UdpClientSocket flood = new UdpClientSocket(address, STRANGER);
                UdpClientSocket other = new UdpClientSocket(address, VICTIM)) {
            long id = other.connect();
            long floodsId = flood.connect();
            for (int i = 0; i < 20; i++) {
                for (int j = 0; j < 50; j++) {
                    flood.send(flood.connectRequest());
                    flood.send(flood.announceRequest(floodsId, INFO_HASH, 6881));
                }
                assertThat(other.ask(other.announceRequest(id, INFO_HASH, 6881)).action())
                        .isEqualTo(1);
            }
        }
        assertThat(requests(registry, "announce", "413")).isGreaterThan(500);
        assertThat(requests(registry, "connect", "413")).isGreaterThan(500);
    }

    private static long requests(SimpleMeterRegistry registry, String op, String result) {
        return registry.get("starling.tracker.requests")
                .tags("door", TrackerMeters.UDP, "op", op, "result", result)
                .timer()
                .count();
    }
}
