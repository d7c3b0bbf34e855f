package io.starling.tracker;

import static io.starling.tracker.TrackerVerticleTest.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.announce.TrackerClient;
import io.starling.bencode.ByteString;
import io.starling.bus.TrackerRequest;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.starling.torrent.PieceSet;
import io.starling.torrent.TransferStatus;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stock clients ask by UDP, and are answered, over real sockets. */
@Timeout(60)
class UdpDoorTest {
    private static final int PIECES = 8;
    private static final ByteString TORRENT = TestTorrents.torrent("big.iso", PIECES, 1);
    private static final InfoHash INFO_HASH = TestTorrents.infoHash(TORRENT);
    private static final InfoHash UNKNOWN = InfoHash.ofHex("cd".repeat(20));

    /** Offsets in an announce. */
    private static final int LEFT = 64;

    private static final int EVENT = 80;
    private static final int IP_ADDRESS = 84;
    private static final int KEY = 88;
    private static final int NUM_WANT = 92;

    private static final int STOPPED = 3;
    private static final int COMPLETED = 1;

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path dataDir;

    private TrackerVerticle tracker;
    private TrackerClient bus;

    @BeforeEach
    void publishATorrent() {
        start(options());
    }

    private static TrackerOptions options() {
        return new TrackerOptions().setPort(0).setHttpPort(0);
    }

    private void start(TrackerOptions options) {
        for (String id : vertx.deploymentIDs()) {
            await(vertx.undeploy(id));
        }
        tracker = new TrackerVerticle(options, dataDir);
        await(vertx.deployVerticle(tracker));
        bus = TrackerClient.overEventBus(vertx);
        await(bus.publish(new TrackerRequest.Publish("big", TORRENT)));
    }

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    private UdpClientSocket client(String from) throws IOException {
        return new UdpClientSocket(tracker.udpAddress(), from);
    }

    private static Buffer announce(UdpClientSocket client, int port) throws IOException {
        return client.announceRequest(client.connect(), INFO_HASH, port);
    }

    private static Buffer seed(UdpClientSocket client, int port) throws IOException {
        return announce(client, port).setLong(LEFT, 0);
    }

    @Test
    void tellsALeechOfASeed() throws IOException {
        try (UdpClientSocket seed = client("127.0.0.1");
                UdpClientSocket leech = client("127.0.0.2")) {
            assertThat(seed.ask(seed(seed, 6881)).peers()).isEqualTo(ByteString.EMPTY);

            UdpClientSocket.Answer answer = leech.ask(announce(leech, 6882));

            assertThat(answer.action()).isEqualTo(1);
            assertThat(answer.body())
                    .isEqualTo(Buffer.buffer()
                            .appendInt((int) StockClients.INTERVAL.toSeconds())
                            .appendInt(1)
                            .appendInt(1)
                            .appendBytes(ByteString.ofHex("7f0000011ae1").toByteArray()));
        }
    }

    @Test
    void aConnectionIdIsForMoreThanOneRequest() throws IOException {
        try (UdpClientSocket client = client("127.0.0.1")) {
            long id = client.connect();

            for (int i = 0; i < 3; i++) {
                assertThat(client.ask(client.announceRequest(id, INFO_HASH, 6881))
                                .action())
                        .isEqualTo(1);
                assertThat(client.ask(client.scrapeRequest(id, List.of(INFO_HASH)))
                                .action())
                        .isEqualTo(2);
            }
        }
    }

    @Test
    void clientsByUdpAndByHttpAndRegisteredPeersAreOneSwarm() throws IOException {
        PeerId peer = PeerId.random();
        await(bus.register(new TrackerRequest.Register("peer", peer, "127.0.0.1", 7001, List.of())));
        ByteString all = PieceSet.all(PIECES).toBitfield();
        await(bus.join(new TrackerRequest.Join(INFO_HASH, peer, all, TransferStatus.DOWNLOADED)));
        HttpClientSocket.get(tracker.httpAddress(), "127.0.0.2", new Announcement(INFO_HASH, 6881).toString());
        try (UdpClientSocket client = client("127.0.0.3")) {
            assertThat(client.ask(announce(client, 6882)).peers().hex())
                    .contains("7f0000011b59", "7f0000021ae1")
                    .hasSize(24);
        }
        String http = HttpClientSocket.get(
                        tracker.httpAddress(), "127.0.0.4", new Announcement(INFO_HASH, 6883).toString())
                .dict()
                .bytes("peers")
                .orElseThrow()
                .hex();
        assertThat(http).contains("7f0000031ae2");
        assertThat(await(bus.find(new TrackerRequest.Find(null, INFO_HASH))).name())
                .isEqualTo("big");
        assertThat(await(bus.list(new TrackerRequest.ListFiles(null, null, null)))
                        .files()
                        .get(0)
                        .peers())
                .isEqualTo(4);
    }

    @Test
    void countsCompletionsAndLeavesInItsScrapes() throws IOException {
        try (UdpClientSocket client = client("127.0.0.1")) {
            client.ask(announce(client, 6881));
            assertThat(client.scrape(INFO_HASH)).containsExactly("0/0/1");

            client.ask(seed(client, 6881).setInt(EVENT, COMPLETED));
            assertThat(client.scrape(UNKNOWN, INFO_HASH)).containsExactly("0/0/0", "1/1/0");

            client.ask(seed(client, 6881).setInt(EVENT, STOPPED));
            assertThat(client.scrape(INFO_HASH)).containsExactly("0/1/0");
        }
    }

    /** Most clients say their key by HTTP as the eight digits of what they say by UDP. */
    @Test
    void whoJoinedByOneDoorMayLeaveByTheOther() throws IOException {
        try (UdpClientSocket client = client("127.0.0.1")) {
            client.ask(announce(client, 6881).setInt(KEY, 0x0BADCAFE));

            String leave = new Announcement(INFO_HASH, 6881).with("event", "stopped") + "&key=0BADCAFE";
            HttpClientSocket.get(tracker.httpAddress(), "127.0.0.1", leave);

            assertThat(client.scrape(INFO_HASH)).containsExactly("0/0/0");
        }
    }

    @Test
    void answersByIpv6WithPeersOfIpv6Only() throws IOException {
        start(options().setHost("::"));
        String v4 = "127.0.0.1" + tracker.udpAddress().replace("[::]", "");
        String v6 = "[::1]" + tracker.udpAddress().replace("[::]", "");
        try (UdpClientSocket first = new UdpClientSocket(v4, "127.0.0.1");
                UdpClientSocket second = new UdpClientSocket(v6, "::1");
                UdpClientSocket third = new UdpClientSocket(v6, "::1");
                UdpClientSocket fourth = new UdpClientSocket(v4, "127.0.0.2")) {
            first.ask(seed(first, 6881));
            second.ask(seed(second, 6882));

            assertThat(third.ask(announce(third, 6883)).peers())
                    .isEqualTo(ByteString.ofHex("000000000000000000000000000000011ae2"));
            assertThat(fourth.ask(announce(fourth, 6884)).peers()).isEqualTo(ByteString.ofHex("7f0000011ae1"));
        }
    }

    @Test
    void anOpenTrackerServesAnyTorrent() throws IOException {
        try (UdpClientSocket client = client("127.0.0.1")) {
            assertThat(client.ask(client.announceRequest(client.connect(), UNKNOWN, 6881))
                            .error())
                    .isEqualTo("info_hash: " + UNKNOWN + " is not published at this tracker");
        }
        start(options().setOpen(true));
        try (UdpClientSocket client = client("127.0.0.1")) {
            assertThat(client.ask(client.announceRequest(client.connect(), UNKNOWN, 6881))
                            .action())
                    .isEqualTo(1);
            assertThat(client.scrape(UNKNOWN)).containsExactly("0/0/1");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /announce          |
            /announce?passkey=1 |
            /                  |
            ?a=1               |
            /elsewhere?a=1     | path: /elsewhere (expected: /announce)
            """)
    void takesThePathOfItsUrlAsByHttp(String pathAndQuery, String error) throws IOException {
        try (UdpClientSocket client = client("127.0.0.1")) {
            UdpClientSocket.Answer answer = client.ask(announce(client, 6881)
                    .appendByte((byte) 2)
                    .appendByte((byte) pathAndQuery.length())
                    .appendString(pathAndQuery));

            if (error == null) {
                assertThat(answer.action()).isEqualTo(1);
            } else {
                assertThat(answer.error()).isEqualTo(error);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "3, 3", "-1, 50", "2147483647, 60", "-2147483648, 50"})
    void tellsAsManyAsAreWanted(int wanted, int told) throws IOException {
        for (int i = 0; i < 60; i++) {
            try (UdpClientSocket client = client("127.0.1." + (i + 1))) {
                client.ask(announce(client, 7_000));
            }
        }
        try (UdpClientSocket client = client("127.0.0.1")) {
            assertThat(client.ask(announce(client, 6881).setInt(NUM_WANT, wanted))
                            .peers()
                            .size())
                    .isEqualTo(6 * told);
        }
    }

    @Test
    void believesNoAddressThatIsSaid() throws IOException {
        try (UdpClientSocket seed = client("127.0.0.1");
                UdpClientSocket leech = client("127.0.0.2")) {
            seed.ask(seed(seed, 6881).setInt(IP_ADDRESS, 0x0A010203));

            assertThat(leech.ask(announce(leech, 6882)).peers()).isEqualTo(ByteString.ofHex("7f0000011ae1"));
        }
    }

    @Test
    void namesItsPortWhenThatIsInUse() {
        int port = Integer.parseInt(tracker.udpAddress().replaceAll(".*:", ""));
        TrackerVerticle second = new TrackerVerticle(options().setUdpPort(port), dataDir.resolve("2"));

        assertThatThrownBy(() -> await(vertx.deployVerticle(second)))
                .isInstanceOf(BindException.class)
                .hasMessage("tracker.udpPort: 127.0.0.1:" + port + " is in use (expected: a free port, or 0 for any)");
    }
}
