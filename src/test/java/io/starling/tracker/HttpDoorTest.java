package io.starling.tracker;

import static io.starling.tracker.TrackerVerticleTest.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.starling.announce.TrackerClient;
import io.starling.bencode.BValue.BDict;
import io.starling.bencode.ByteString;
import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.bus.LogEvent;
import io.starling.bus.SwarmSnapshot;
import io.starling.bus.SwarmView;
import io.starling.bus.TrackerReply;
import io.starling.bus.TrackerRequest;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.starling.torrent.PieceSet;
import io.starling.torrent.TransferStatus;
import io.starling.tracker.HttpClientSocket.Answer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What stock clients ask by HTTP, and are answered, over real sockets. */
@Timeout(60)
class HttpDoorTest {
    private static final int PIECES = 8;
    private static final ByteString TORRENT = TestTorrents.torrent("big.iso", PIECES, 1);
    private static final InfoHash INFO_HASH = TestTorrents.infoHash(TORRENT);

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    @TempDir
    private Path dataDir;

    private TrackerVerticle tracker;
    private TrackerClient bus;

    @BeforeEach
    void publishATorrent() {
        vertx.eventBus()
                .<JsonObject>consumer(
                        Addresses.LOG, event -> said.add(event.body().getString("text")));
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

    private Answer get(Object target) throws IOException {
        return getFrom("127.0.0.1", target);
    }

    private Answer getFrom(String from, Object target) throws IOException {
        return HttpClientSocket.get(tracker.httpAddress(), from, target.toString());
    }

    private static Announcement announce(int port) {
        return new Announcement(INFO_HASH, port);
    }

    private static ByteString compact(String... hexadecimal) {
        return ByteString.ofHex(String.join("", hexadecimal));
    }

    private BDict scrape() throws IOException {
        Answer answer = get("/scrape?info_hash=" + Announcement.encode(INFO_HASH.bytes()));
        BDict files = answer.dict().dict("files").orElseThrow();
        assertThat(files.keys()).containsExactly(INFO_HASH.bytes());
        return (BDict) files.entries().get(0).value();
    }

    private TrackerReply.ListedFile listed() {
        return await(bus.list(new TrackerRequest.ListFiles(null, null, null)))
                .files()
                .get(0);
    }

    private PeerId register(String name, int port) {
        PeerId peerId = PeerId.random();
        await(bus.register(new TrackerRequest.Register(name, peerId, "127.0.0.1", port, List.of())));
        return peerId;
    }

    private SwarmView join(PeerId peerId, PieceSet has) {
        return await(
                bus.join(new TrackerRequest.Join(INFO_HASH, peerId, has.toBitfield(), TransferStatus.DOWNLOADING)));
    }

    private SwarmView update(PeerId peerId, SwarmView last) {
        return await(bus.update(new TrackerRequest.Update(
                INFO_HASH,
                peerId,
                List.of(),
                last.epoch(),
                last.version(),
                TransferStatus.DOWNLOADING,
                0,
                0,
                0,
                0,
                List.of())));
    }

    @Test
    void tellsALeechOfASeed() throws IOException {
        BDict first = get(announce(6881).seed()).dict();
        assertThat(first.bytes("peers")).contains(ByteString.EMPTY);

        Answer answer = getFrom("127.0.0.2", announce(6882));

        BDict reply = answer.dict();
        assertThat(reply.bytes("peers")).contains(compact("7f000001", "1ae1"));
        assertThat(reply.integer("complete")).hasValue(1);
        assertThat(reply.integer("incomplete")).hasValue(1);
        assertThat(reply.integer("interval")).hasValue(300);
        assertThat(reply.integer("min interval")).hasValue(60);
        assertThat(answer.head()).contains("text/plain");
    }

    /** Transmission says the largest number there is while it has nothing but a magnet link. */
    @Test
    void tellsALeechThatDoesNotKnowYetHowMuchItLacks() throws IOException {
        get(announce(6881).seed());

        BDict reply =
                get(announce(6882).with("left", Long.toString(Long.MAX_VALUE))).dict();

        assertThat(reply.bytes("peers")).contains(compact("7f000001", "1ae1"));
    }

    @Test
    void tellsASeedOfLeechesOnly() throws IOException {
        get(announce(6881).seed());
        get(announce(6882));

        assertThat(get(announce(6883).seed()).dict().bytes("peers")).contains(compact("7f000001", "1ae2"));
    }

    /** aria2 with a magnet link, of which it does not know the length. */
    @Test
    void namesSeedsToWhoStartsAndSaysThatItLacksNothing() throws IOException {
        get(announce(6881).seed());
        assertThat(get(announce(6883).seed().with("event", "started")).dict().bytes("peers"))
                .contains(compact("7f000001", "1ae1"));
        assertThat(get(announce(6883).seed()).dict().bytes("peers")).contains(ByteString.EMPTY);
    }

    @Test
    void tellsPeersOneByOneToThoseWhoWantItSo() throws IOException {
        get(announce(6881).seed());

        List<?> peers =
                get(announce(6882).with("compact", "0")).dict().list("peers").orElseThrow();

        assertThat(peers).hasSize(1);
        BDict peer = (BDict) peers.get(0);
        assertThat(peer.text("ip")).contains("127.0.0.1");
        assertThat(peer.integer("port")).hasValue(6881);
        assertThat(peer.bytes("peer id")).contains(Announcement.peerId(6881).bytes());
    }

    @Test
    void leavesPeerIdsOutOnRequest() throws IOException {
        get(announce(6881).seed());

        BDict reply =
                get(announce(6882).with("compact", "0").with("no_peer_id", "1")).dict();

        assertThat(((BDict) reply.list("peers").orElseThrow().get(0)).keys())
                .containsExactly(ByteString.utf8("ip"), ByteString.utf8("port"));
    }

    @Test
    void stockClientsSeeRegisteredPeers() throws IOException {
        join(register("seed", 7001), PieceSet.all(PIECES));

        BDict reply = get(announce(6882)).dict();

        assertThat(reply.bytes("peers")).contains(compact("7f000001", "1b59"));
        assertThat(reply.integer("complete")).hasValue(1);
    }

    @Test
    void registeredPeersSeeStockClients() throws IOException {
        PeerId leech = register("leech", 7001);
        SwarmView before = join(leech, PieceSet.none(PIECES));
        get(announce(6881).seed());
        get(announce(6882));

        SwarmView view = update(leech, before);

        assertThat(view.peersTotal()).isEqualTo(3);
        assertThat(view.seedsTotal()).isEqualTo(1);
        assertThat(view.peers())
                .containsExactlyInAnyOrder(
                        new SwarmView.Member(
                                Announcement.peerId(6881),
                                "libtorrent 127.0.0.1:6881",
                                "127.0.0.1",
                                6881,
                                ByteString.ofHex("ff"),
                                null,
                                true),
                        new SwarmView.Member(
                                Announcement.peerId(6882),
                                "libtorrent 127.0.0.1:6882",
                                "127.0.0.1",
                                6882,
                                ByteString.ofHex("00"),
                                null,
                                false));
        assertThat(update(leech, view).peers()).isEmpty();
    }

    @Test
    void aStockClientThatCompletesIsASeedForAll() throws IOException {
        PeerId leech = register("leech", 7001);
        get(announce(6881).with("event", "started"));
        SwarmView before = join(leech, PieceSet.none(PIECES));

        get(announce(6881).seed().with("event", "completed"));

        SwarmView view = update(leech, before);
        assertThat(view.peers()).extracting(SwarmView.Member::complete).containsExactly(true);
        assertThat(view.left()).isEmpty();
        assertThat(scrape().integer("downloaded")).hasValue(1);
    }

    @Test
    void aStockClientThatStopsHasLeft() throws IOException {
        PeerId leech = register("leech", 7001);
        get(announce(6881).seed());
        SwarmView before = join(leech, PieceSet.none(PIECES));

        BDict reply = get(announce(6881).seed().with("event", "stopped")).dict();

        assertThat(reply.bytes("peers")).contains(ByteString.EMPTY);
        assertThat(update(leech, before).left()).containsExactly(Announcement.peerId(6881));
    }

    /** A view that told of its going before its coming, and both at once, would be without it ever after. */
    @Test
    void aStockClientThatStopsAndStartsIsThere() throws IOException {
        PeerId leech = register("leech", 7001);
        get(announce(6881).seed());
        SwarmView before = join(leech, PieceSet.none(PIECES));
        get(announce(6881).seed().with("event", "stopped"));
        get(announce(6881).seed().with("event", "started"));

        SwarmView view = update(leech, before);

        assertThat(view.left()).containsExactly(Announcement.peerId(6881));
        assertThat(view.peers()).extracting(SwarmView.Member::peerId).containsExactly(Announcement.peerId(6881));
    }

    @Test
    void theCatalogueCountsStockClients() throws IOException {
        join(register("leech", 7001), PieceSet.none(PIECES));
        get(announce(6881).seed());
        get(announce(6882));

        assertThat(listed().peers()).isEqualTo(3);
        assertThat(listed().seeds()).isEqualTo(1);
    }

    @Test
    void thePageIsShownStockClients() throws Exception {
        BlockingQueue<SwarmSnapshot> shown = new LinkedBlockingQueue<>();
        vertx.eventBus()
                .<JsonObject>consumer(
                        Addresses.swarm(INFO_HASH),
                        message -> shown.add(BusJson.read(message.body(), SwarmSnapshot.class)));
        get(announce(6881).seed().with("uploaded", "7"));
        get(announce(6882).with("left", Long.toString(3 * 16_384)).with("downloaded", "9"));

        SwarmSnapshot snapshot = shown.poll(20, TimeUnit.SECONDS);
        while (snapshot != null && snapshot.peersTotal() < 2) {
            snapshot = shown.poll(20, TimeUnit.SECONDS);
        }

        assertThat(snapshot).isNotNull();
        assertThat(snapshot.seedsTotal()).isEqualTo(1);
        assertThat(snapshot.availability()).containsOnly(1.0).hasSize(PIECES);
        assertThat(snapshot.peers())
                .containsExactly(
                        new SwarmSnapshot.Member(
                                "libtorrent 127.0.0.1:6881",
                                "127.0.0.1",
                                6881,
                                TransferStatus.DOWNLOADED,
                                8,
                                null,
                                7,
                                0,
                                0,
                                0),
                        new SwarmSnapshot.Member(
                                "libtorrent 127.0.0.1:6882",
                                "127.0.0.1",
                                6882,
                                TransferStatus.DOWNLOADING,
                                5,
                                null,
                                0,
                                9,
                                0,
                                0));
    }

    @Test
    void saysWhoComesAndGoes() throws Exception {
        get(announce(6881));
        get(announce(6881).seed());
        get(announce(6881).seed().with("event", "stopped"));

        assertThat(IntStream.range(0, 4).mapToObj(i -> next()).toList())
                .containsExactly(
                        "published \"big\"",
                        "libtorrent 127.0.0.1:6881 joined",
                        "libtorrent 127.0.0.1:6881 has everything now",
                        "libtorrent 127.0.0.1:6881 left");
    }

    private String next() {
        try {
            return String.valueOf(said.poll(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void tellsFiftyPeersUnlessAskedForFewerOrMore() throws IOException {
        for (int i = 0; i < 60; i++) {
            getFrom("127.0.1." + (i + 1), announce(6881));
        }

        assertThat(peersFor(announce(6882))).isEqualTo(50);
        assertThat(peersFor(announce(6882).with("numwant", "-1"))).isEqualTo(50);
        assertThat(peersFor(announce(6882).with("numwant", "0"))).isZero();
        assertThat(peersFor(announce(6882).with("numwant", "7"))).isEqualTo(7);
        assertThat(peersFor(announce(6882).with("numwant", "999999999999999999")))
                .isEqualTo(60);
    }

    private int peersFor(Announcement announcement) throws IOException {
        return get(announcement).dict().bytes("peers").orElseThrow().size() / 6;
    }

    @Test
    void neverTellsMoreThanTwoHundred() throws IOException {
        for (int i = 0; i < 210; i++) {
            getFrom("127.0.1." + (i + 1), announce(6881));
        }

        assertThat(peersFor(announce(6882).with("numwant", "1000"))).isEqualTo(AnnounceLogic.MAX_NUM_WANT);
    }

    @Test
    void scrapesWhatIsKnownOfSeveralTorrents() throws IOException {
        ByteString other = TestTorrents.torrent("other.iso", 3, 2);
        await(bus.publish(new TrackerRequest.Publish("other", other)));
        InfoHash otherHash = TestTorrents.infoHash(other);
        InfoHash unknown = InfoHash.ofHex("ab".repeat(20));
        get(announce(6881).seed());
        get(announce(6882));
        get(announce(6883));

        BDict files = get("/scrape?" + hashes(INFO_HASH, unknown, otherHash, INFO_HASH))
                .dict()
                .dict("files")
                .orElseThrow();

        assertThat(files.keys()).containsExactlyInAnyOrder(INFO_HASH.bytes(), otherHash.bytes());
        assertThat(scrape().entries()).hasSize(3);
        assertThat(scrape().integer("complete")).hasValue(1);
        assertThat(scrape().integer("downloaded")).hasValue(0);
        assertThat(scrape().integer("incomplete")).hasValue(2);
    }

    private static String hashes(InfoHash... infoHashes) {
        return String.join(
                "&",
                List.of(infoHashes).stream()
                        .map(infoHash -> "info_hash=" + Announcement.encode(infoHash.bytes()))
                        .toList());
    }

    @Test
    void countsEachCompletionOnceAndRemembersItWhenNobodyIsThereAnyMore() throws IOException {
        get(announce(6881).seed().with("event", "completed"));
        get(announce(6882));
        get(announce(6882).seed().with("event", "completed"));
        get(announce(6882).seed().with("event", "completed"));
        PeerId peer = register("p", 7001);
        SwarmView joined = join(peer, PieceSet.of(PIECES, List.of(0, 1, 2, 3, 4, 5, 6)));
        await(bus.update(new TrackerRequest.Update(
                INFO_HASH, peer, List.of(7), joined.epoch(), 0, TransferStatus.DOWNLOADING, 0, 0, 0, 0, List.of())));
        assertThat(scrape().integer("downloaded")).hasValue(2);

        await(bus.leave(new TrackerRequest.Leave(null, peer)));
        get(announce(6881).with("event", "stopped"));
        get(announce(6882).with("event", "stopped"));

        assertThat(scrape().integer("complete")).hasValue(0);
        assertThat(scrape().integer("downloaded")).hasValue(2);
        get(announce(6883));
        assertThat(scrape().integer("downloaded")).hasValue(2);
    }

    @Test
    void refusesATorrentThatNobodyHasPublished() throws IOException {
        InfoHash unknown = InfoHash.ofHex("ab".repeat(20));

        assertThat(get(new Announcement(unknown, 6881)).failure())
                .isEqualTo("info_hash: " + unknown + " is not published at this tracker");
    }

    @Test
    void anOpenTrackerTakesAnyTorrentAndLetsPeersJoinOnceItIsPublished() throws IOException {
        start(options().setOpen(true));
        ByteString torrent = TestTorrents.torrent("later.iso", PIECES, 3);
        InfoHash infoHash = TestTorrents.infoHash(torrent);
        get(new Announcement(infoHash, 6881).seed());

        assertThat(get(new Announcement(infoHash, 6882)).dict().bytes("peers")).contains(compact("7f000001", "1ae1"));
        assertThat(listed().peers()).isZero();

        await(bus.publish(new TrackerRequest.Publish("later", torrent)));
        PeerId peer = register("p", 7001);
        SwarmView view = await(bus.join(new TrackerRequest.Join(
                infoHash, peer, PieceSet.none(PIECES).toBitfield(), TransferStatus.DOWNLOADING)));

        assertThat(view.pieces()).isEqualTo(PIECES);
        assertThat(view.seedsTotal()).isEqualTo(1);
        assertThat(view.peers()).extracting(SwarmView.Member::bitfield).contains(ByteString.ofHex("ff"));
    }

    @Test
    void tellsIpv6PeersToThoseThatComeOverIpv6() throws IOException {
        start(options().setHost("::1"));
        join(register("seed", 7001), PieceSet.all(PIECES));
        getFrom("::1", announce(6881).seed());

        BDict reply = getFrom("::1", announce(6882)).dict();

        assertThat(reply.bytes("peers6")).contains(compact("00".repeat(15), "01", "1ae1"));
        assertThat(reply.bytes("peers")).contains(compact("7f000001", "1b59"));
    }

    @Test
    void answersSeveralRequestsOfOneConnectionInOrder() throws IOException {
        try (HttpClientSocket client = new HttpClientSocket(tracker.httpAddress(), "127.0.0.1")) {
            client.send(
                    "GET " + announce(6881) + " HTTP/1.1\r\nHost: t\r\n\r\nGET /scrape HTTP/1.1\r\nHost: t\r\n\r\n");

            assertThat(client.receive().orElseThrow().dict().integer("interval"))
                    .isPresent();
            assertThat(client.receive().orElseThrow().failure()).contains("info_hash");
        }
    }

    @Test
    void takesAPercentEncodedHashHoweverItIsWritten() throws IOException {
        InfoHash printable = new InfoHash(ByteString.utf8("a-plain_hash.of~20+ "));
        start(options().setOpen(true));
        get(new Announcement(printable, 6881).seed());

        Answer answer = get(new Announcement(printable, 6882).with("info_hash", "a-plain_hash%2Eof~20%2b+"));

        assertThat(answer.dict().integer("complete")).hasValue(1);
    }

    @Test
    void logsAsEventsOfTheTracker() throws Exception {
        BlockingQueue<LogEvent> events = new LinkedBlockingQueue<>();
        vertx.eventBus()
                .<JsonObject>consumer(Addresses.LOG, event -> events.add(BusJson.read(event.body(), LogEvent.class)));

        get(announce(6881).seed());

        LogEvent event = events.poll(20, TimeUnit.SECONDS);
        assertThat(event).isNotNull();
        assertThat(event.source()).isEqualTo("tracker");
        assertThat(event.infoHash()).isEqualTo(INFO_HASH.hex());
        assertThat(event.text()).isEqualTo("libtorrent 127.0.0.1:6881 joined with everything");
    }

    private Answer stats(String accept) throws IOException {
        try (HttpClientSocket client = new HttpClientSocket(tracker.httpAddress(), "127.0.0.1")) {
            client.send("GET /stats HTTP/1.1\r\nHost: t\r\nAccept: " + accept + "\r\n\r\n");
            return client.receive().orElseThrow();
        }
    }

    /** They are counted a moment later. */
    private JsonObject statsWith(int members) throws IOException {
        JsonObject stats = new JsonObject(stats("*/*").body().utf8().orElseThrow());
        while (stats.getInteger("members") != members) {
            stats = new JsonObject(stats("*/*").body().utf8().orElseThrow());
        }
        return stats;
    }

    @Test
    void tellsProgramsHowMuchItHasToDo() throws IOException {
        join(register("peer", 7001), PieceSet.all(PIECES));
        get(announce(6881));
        get("/announce?info_hash=short");

        JsonObject stats = statsWith(2);

        assertThat(stats.getInteger("torrents")).isEqualTo(1);
        assertThat(stats.getInteger("swarms")).isEqualTo(1);
        assertThat(stats.getInteger("seeds")).isEqualTo(1);
        assertThat(stats.getInteger("registered")).isEqualTo(1);
        assertThat(stats.getInteger("clients")).isEqualTo(1);
        JsonObject requests = stats.getJsonObject("requests");
        assertThat(requests.getJsonObject("http").getJsonObject("announce"))
                .isEqualTo(new JsonObject().put("answered", 1).put("refused", 1));
        assertThat(requests.getJsonObject("bus").getJsonObject("join"))
                .isEqualTo(new JsonObject().put("answered", 1).put("refused", 0));
        assertThat(stats.encode()).doesNotContain(INFO_HASH.hex(), "big");
    }

    @Test
    void tellsPeopleTheSameOnAPageThatDoesNothing() throws IOException {
        get(announce(6881));
        statsWith(1);

        Answer page = stats("text/html,application/xhtml+xml,*/*;q=0.8");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.head())
                .containsIgnoringCase("\r\ncontent-type: text/html;charset=utf-8\r\n")
                .containsIgnoringCase("\r\ncontent-security-policy: default-src 'none'");
        assertThat(page.body().utf8().orElseThrow())
                .contains("<tr><th>members<td>1\n", "<tr><th>http announce<td>1<td>0\n")
                .doesNotContain("<script", INFO_HASH.hex());
    }
}
