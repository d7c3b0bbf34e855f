package io.starling.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.announce.TrackerClient;
import io.starling.bencode.ByteString;
import io.starling.bus.BusException;
import io.starling.bus.SwarmView;
import io.starling.bus.TrackerReply;
import io.starling.bus.TrackerRequest;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.starling.torrent.PieceSet;
import io.starling.torrent.TransferStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole tracker, asked through both of its doors. */
@Timeout(60)
class TrackerVerticleTest {
    private static final int PIECES = 8;
    private static final ByteString TORRENT = TestTorrents.torrent("big.iso", PIECES, 1);
    private static final InfoHash INFO_HASH = TestTorrents.infoHash(TORRENT);

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path dataDir;

    private TrackerVerticle tracker;

    @BeforeEach
    void start() {
        tracker = new TrackerVerticle(new TrackerOptions().setHttpPort(0).setPort(0), dataDir);
        await(vertx.deployVerticle(tracker));
    }

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("not done in time", e);
        }
    }

    private TrackerClient client(String road) {
        return road.equals("bus")
                ? TrackerClient.overEventBus(vertx)
                : TrackerClient.of(vertx, URI.create("tcp://" + tracker.address()));
    }

    private List<String> announce() {
        return List.of("http://" + tracker.httpAddress() + "/announce", "udp://" + tracker.udpAddress() + "/announce");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bus", "tcp"})
    void saysHowStockClientsFindItOfAllButPrivateTorrents(String road) {
        TrackerClient client = client(road);
        ByteString secret = TestTorrents.privateTorrent("secret", PIECES, 2);
        await(client.publish(new TrackerRequest.Publish("big", TORRENT)));
        await(client.publish(new TrackerRequest.Publish("secret", secret)));

        TrackerReply.Listing listing = await(client.list(new TrackerRequest.ListFiles(null, null, null)));
        assertThat(listing.files())
                .extracting(TrackerReply.ListedFile::announce)
                .containsExactly(announce(), List.of());
        assertThat(await(client.find(new TrackerRequest.Find("secret", null))).announce())
                .isEmpty();
        assertThat(await(client.register(peer("a"))).announce()).isEqualTo(announce());
    }

    @Test
    void listeningEverywhereItSaysTheAddressThatItWasReachedAt() {
        TrackerVerticle everywhere = new TrackerVerticle(
                new TrackerOptions().setHost("0.0.0.0").setHttpPort(0).setPort(0), dataDir.resolve("2"));
        Vertx another = Vertx.vertx();
        try {
            await(another.deployVerticle(everywhere));
            TrackerClient tcp = TrackerClient.of(another, URI.create("tcp://127.0.0.1:" + everywhere.port()));
            String http = everywhere.httpAddress();

            assertThat(await(tcp.register(peer("a"))).announce())
                    .contains("http://127.0.0.1" + http.substring(http.lastIndexOf(':')) + "/announce");
            assertThat(await(TrackerClient.overEventBus(another).register(peer("b")))
                            .announce())
                    .isEmpty();
        } finally {
            await(another.close());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bus", "tcp"})
    void twoPeersMeetThroughIt(String road) {
        TrackerClient client = client(road);
        PeerId seed = register(client, "seed", 6881);
        PeerId leech = register(client, "leech", 6882);

        TrackerReply.Published published = await(client.publish(new TrackerRequest.Publish("big", TORRENT)));
        assertThat(published).isEqualTo(new TrackerReply.Published(INFO_HASH, "big"));
        join(client, seed, PieceSet.all(PIECES));

        TrackerReply.Found found = await(client.find(new TrackerRequest.Find("big", null)));
        assertThat(found).isEqualTo(new TrackerReply.Found(INFO_HASH, "big", TORRENT, announce()));

        SwarmView view = join(client, leech, PieceSet.none(PIECES));
        assertThat(view.full()).isTrue();
        assertThat(view.pieces()).isEqualTo(PIECES);
        assertThat(view.peers())
                .containsExactly(new SwarmView.Member(
                        seed, "seed", "127.0.0.1", 6881, PieceSet.all(PIECES).toBitfield(), null, true));

        TrackerReply.Listing listing = await(client.list(new TrackerRequest.ListFiles(null, null, null)));
        assertThat(listing.files())
                .containsExactly(
                        new TrackerReply.ListedFile(INFO_HASH, "big", PIECES * 16_384L, PIECES, 2, 1, announce()));

        SwarmView after = await(client.update(update(leech, view, List.of(3))));
        assertThat(after.full()).isFalse();
        assertThat(after.peersTotal()).isEqualTo(2);

        await(client.leave(new TrackerRequest.Leave(null, seed)));
        assertThat(await(client.update(update(leech, view, List.of()))).left()).containsExactly(seed);
        await(client.close());
    }

    @ParameterizedTest
    @CsvSource({"name, a b c", "-name, c b a", "length, c a b", "-length, b a c", "-peers, b a c", "seeds, a c b"})
    void sortsTheCatalogue(String sort, String order) {
        TrackerClient client = client("bus");
        ByteString large = TestTorrents.torrent("b", 3 * PIECES, 2);
        await(client.publish(new TrackerRequest.Publish("a", TORRENT)));
        await(client.publish(new TrackerRequest.Publish("b", large)));
        await(client.publish(new TrackerRequest.Publish("c", TestTorrents.torrent("c", 1, 3))));
        PeerId seed = register(client, "seed", 6881);
        ByteString all = PieceSet.all(3 * PIECES).toBitfield();
        await(client.join(new TrackerRequest.Join(TestTorrents.infoHash(large), seed, all, TransferStatus.DOWNLOADED)));

        TrackerReply.Listing listing = await(client.list(new TrackerRequest.ListFiles(null, sort, null, 2)));

        assertThat(listing.total()).isEqualTo(3);
        assertThat(listing.files().stream().map(TrackerReply.ListedFile::name))
                .containsExactlyElementsOf(List.of(order.split(" ")).subList(0, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bus", "tcp"})
    void failuresCarryTheirCode(String road) {
        TrackerClient client = client(road);
        assertThatThrownBy(() -> await(client.find(new TrackerRequest.Find("nothing", null))))
                .isInstanceOfSatisfying(
                        BusException.class, e -> assertThat(e.code()).isEqualTo(BusException.UNKNOWN))
                .hasMessageContaining("nothing");
    }

    @Test
    void takesTheAddressOfATcpPeerThatListensEverywhere() {
        TrackerClient client = client("tcp");
        await(client.publish(new TrackerRequest.Publish("big", TORRENT)));
        PeerId everywhere = PeerId.random();
        await(client.register(new TrackerRequest.Register("a", everywhere, "0.0.0.0", 6881, List.of())));
        join(client, everywhere, PieceSet.all(PIECES));

        SwarmView view = join(client, register(client, "b", 6882), PieceSet.none(PIECES));

        assertThat(view.peers()).extracting(SwarmView.Member::host).containsExactly("127.0.0.1");
    }

    @Test
    void knowsTheCatalogueAndNobodyAfterARestart() {
        TrackerClient client = client("bus");
        await(client.publish(new TrackerRequest.Publish("big", TORRENT)));
        PeerId peer = register(client, "a", 6881);
        SwarmView view = join(client, peer, PieceSet.all(PIECES));
        for (String id : vertx.deploymentIDs()) {
            await(vertx.undeploy(id));
        }
        assertThatThrownBy(() -> await(client.update(update(peer, view, List.of()))))
                .isInstanceOfSatisfying(
                        BusException.class, e -> assertThat(e.code()).isEqualTo(BusException.NO_TRACKER));

        start();

        assertThat(await(client.find(new TrackerRequest.Find(null, INFO_HASH))).torrent())
                .isEqualTo(TORRENT);
        assertThatThrownBy(() -> await(client.update(update(peer, view, List.of()))))
                .isInstanceOfSatisfying(
                        BusException.class, e -> assertThat(e.code()).isEqualTo(BusException.JOIN_AGAIN));
    }

    @Test
    void startsNotAndLeavesNothingBehindWhenItsPortIsInUse() {
        TrackerVerticle second =
                new TrackerVerticle(new TrackerOptions().setHttpPort(0).setPort(tracker.port()), dataDir.resolve("2"));

        assertThatThrownBy(() -> await(vertx.deployVerticle(second)))
                .isInstanceOf(BindException.class)
                .hasMessageContaining("127.0.0.1:" + tracker.port());

        // A second consumer that stayed would take every other request, and know nothing of what was published.
        TrackerClient client = client("bus");
        await(client.publish(new TrackerRequest.Publish("big", TORRENT)));
        for (int i = 0; i < 4; i++) {
            assertThat(await(client.find(new TrackerRequest.Find("big", null))).infoHash())
                    .isEqualTo(INFO_HASH);
        }
    }

    private static TrackerRequest.Register peer(String name) {
        return new TrackerRequest.Register(name, PeerId.random(), "127.0.0.1", 6881, List.of());
    }

    private static PeerId register(TrackerClient client, String name, int port) {
        PeerId peerId = PeerId.random();
        await(client.register(new TrackerRequest.Register(name, peerId, "127.0.0.1", port, List.of())));
        return peerId;
    }

    private static SwarmView join(TrackerClient client, PeerId peerId, PieceSet has) {
        return await(
                client.join(new TrackerRequest.Join(INFO_HASH, peerId, has.toBitfield(), TransferStatus.DOWNLOADING)));
    }

    private static TrackerRequest.Update update(PeerId peerId, SwarmView view, List<Integer> pieces) {
        return new TrackerRequest.Update(
                INFO_HASH,
                peerId,
                pieces,
                view.epoch(),
                view.version(),
                TransferStatus.DOWNLOADING,
                0,
                0,
                0,
                0,
                List.of());
    }
}
