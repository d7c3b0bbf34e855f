package io.starling.tracker;

import static io.starling.tracker.TrackerVerticleTest.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.announce.BusFrame;
import io.starling.announce.BusFrameEncoder;
import io.starling.bencode.ByteString;
import io.starling.bus.Addresses;
import io.starling.bus.BusException;
import io.starling.bus.TrackerRequest;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.starling.torrent.TransferStatus;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that take the tracker's time and memory and give nothing: each is ended, or paid with its own time. */
@Timeout(120)
class DoorAbuseTest {
    private static final JsonObject LIST = new TrackerRequest.ListFiles(null, null, null).toJson();

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofSeconds(1);

    private static final int CONNECTIONS_PER_ADDRESS = 100;

    /** 700 kB in base64. */
    private static final int LARGE_PIECES = 26_000;

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path dataDir;

    private TrackerVerticle tracker;

    @BeforeEach
    void start() {
        start(LONG, LONG);
    }

    /** Another door instead, for a test of its times. */
    private void restart(Duration idle, Duration frame) {
        await(vertx.undeploy(tracker.deploymentID()));
        start(idle, frame);
    }

    /** With room for three large replies of one address. */
    private void start(Duration idle, Duration frame) {
        DoorLimits limits = new DoorLimits(200, CONNECTIONS_PER_ADDRESS, 8 << 20, 2 << 20, idle, frame);
        tracker = new TrackerVerticle(new TrackerOptions().setPort(0).setHttpPort(0), dataDir, limits);
        await(vertx.deployVerticle(tracker));
    }

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    private DoorClient client() throws IOException {
        return new DoorClient(tracker.port());
    }

    private BusFrame answer(JsonObject request) throws IOException {
        try (DoorClient client = client()) {
            client.request("r", request);
            return client.receive().orElseThrow();
        }
    }

    private void assertServesOthers() throws IOException {
        assertThat(answer(LIST)).isInstanceOf(BusFrame.Delivery.class);
    }

    private InfoHash publish(String name, int pieces) throws IOException {
        ByteString torrent = TestTorrents.torrent(name, pieces, 1);
        assertThat(answer(new TrackerRequest.Publish(name, torrent).toJson())).isInstanceOf(BusFrame.Delivery.class);
        return TestTorrents.infoHash(torrent);
    }

    private static byte[] repeated(BusFrame frame, int times) {
        byte[] one = BusFrameEncoder.encode(frame).getBytes();
        ByteArrayOutputStream all = new ByteArrayOutputStream(one.length * times);
        for (int i = 0; i < times; i++) {
            all.writeBytes(one);
        }
        return all.toByteArray();
    }

    /** Never silent for long, and so never idle. */
    @ParameterizedTest
    @ValueSource(ints = {0, 10})
    void aFrameThatDripsIsEndedAfterItsTime(int bytesAtOnce) throws IOException {
        restart(LONG, SHORT);
        byte[] start = ByteBuffer.allocate(1_000).putInt(16 << 20).array();
        try (DoorClient drip = client()) {
            drip.send(java.util.Arrays.copyOf(start, bytesAtOnce));
            drip.socket.setSoTimeout(50);
            BusFrame last = null;
            for (int i = bytesAtOnce; last == null; i++) {
                drip.send(new byte[] {start[i]});
                last = receivedMeanwhile(drip);
            }
            assertThat(((BusFrame.Failure) last).message())
                    .isEqualTo("frame: not whole after 1000 ms (expected: sooner)");
            drip.socket.setSoTimeout(20_000);
            assertThat(drip.receive()).isEmpty();
        }
        assertServesOthers();
    }

    private static BusFrame receivedMeanwhile(DoorClient client) throws IOException {
        try {
            return client.receive().orElseThrow();
        } catch (SocketTimeoutException e) {
            return null;
        }
    }

    @Test
    void manyWholeFramesOneAfterTheOtherAreNotTakenForASlowOne() throws IOException {
        Duration limit = Duration.ofSeconds(3);
        restart(LONG, limit);
        byte[] frame = BusFrameEncoder.encode(new BusFrame.Ping()).getBytes();
        int half = frame.length / 2;
        long endNanos = System.nanoTime() + limit.toNanos() * 5 / 4;
        try (DoorClient client = client()) {
            client.send(java.util.Arrays.copyOf(frame, half));
            while (System.nanoTime() < endNanos) {
                client.send(java.util.Arrays.copyOfRange(frame, half, frame.length));
                client.send(java.util.Arrays.copyOf(frame, half));
                assertThat(client.receive()).contains(new BusFrame.Pong());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void whoSaysNothingMoreIsHungUpOn(int bytes) throws IOException {
        restart(SHORT, SHORT);
        try (DoorClient silent = client()) {
            silent.send(ByteBuffer.allocate(bytes + 4).putInt(1_000).array(), bytes);

            assertEnds(silent);
        }
    }

    private static void assertEnds(DoorClient client) throws IOException {
        while (client.receive().isPresent()) {
            // what is said before the end does not matter
        }
    }

    /** It is not read from any more, and what was read already is not answered beyond what its socket takes. */
    @Test
    void whoAsksAndDoesNotReadIsHungUpOn() throws IOException {
        restart(Duration.ofSeconds(3), LONG);
        for (int i = 0; i < 40; i++) {
            publish("file-" + i, 1 + i);
        }
        for (BusFrame asked : List.of(new BusFrame.Ping(), new BusFrame.Send(Addresses.TRACKER, "r", Map.of(), LIST))) {
            try (DoorClient flood = client()) {
                OutputStream out = flood.socket.getOutputStream();
                byte[] many = repeated(asked, 1_000);
                assertThatThrownBy(() -> {
                            for (int sent = 0; sent < 64 << 20; sent += many.length) {
                                out.write(many);
                            }
                        })
                        .isInstanceOf(IOException.class);
            }
            assertServesOthers();
        }
    }

    /** One small request makes one large reply: a thousand of them in one buffer must not make a thousand replies. */
    @Test
    void largeRepliesThatNobodyTakesAreBoundedAndLeaveRoomForOthers() throws Exception {
        InfoHash large = publish("large", LARGE_PIECES);
        InfoHash small = publish("small", 3);
        byte[] finds = repeated(
                new BusFrame.Send(Addresses.TRACKER, "r", Map.of(), new TrackerRequest.Find(null, large).toJson()),
                2_000);
        List<DoorClient> greedy = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                DoorClient client = new DoorClient(tracker.port());
                greedy.add(client);
                client.send(finds);
            }
            while (!isBusy(large)) {
                Thread.onSpinWait();
            }
            assertThat(answer(new TrackerRequest.Find(null, small).toJson())).isInstanceOf(BusFrame.Delivery.class);
            assertThat(find(large, "127.0.0.2")).isInstanceOf(BusFrame.Delivery.class);
        } finally {
            for (DoorClient client : greedy) {
                client.close();
            }
        }
        while (isBusy(large)) {
            Thread.onSpinWait();
        }
    }

    private boolean isBusy(InfoHash infoHash) throws IOException {
        return find(infoHash, "127.0.0.1") instanceof BusFrame.Failure busy
                && busy.failureCode() == BusException.NO_TRACKER;
    }

    private BusFrame find(InfoHash infoHash, String from) throws IOException {
        try (DoorClient client = new DoorClient(tracker.port(), from)) {
            client.request("r", new TrackerRequest.Find(null, infoHash).toJson());
            return client.receive().orElseThrow();
        }
    }

    @Test
    void framesThatNobodyFinishesAreBoundedAndLeaveRoomForOthers() throws IOException {
        byte[] begun = ByteBuffer.allocate(1 << 20).putInt(16 << 20).array();
        List<DoorClient> hoarders = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                hoarders.add(client());
                hoarders.get(i).send(begun);
                hoarders.get(i).socket.setSoTimeout(50);
            }
            BusFrame refused = null;
            for (int i = 0; refused == null; i++) {
                refused = receivedMeanwhile(hoarders.get(i % 3)); // the one that was read last
            }
            assertThat(((BusFrame.Failure) refused).message())
                    .isEqualTo("frame: the tracker holds as much of unfinished frames as it may");

            assertServesOthers();
            try (DoorClient elsewhere = new DoorClient(tracker.port(), "127.0.0.2")) {
                ByteString torrent = TestTorrents.torrent("large", LARGE_PIECES, 1);
                elsewhere.request("r", new TrackerRequest.Publish("large", torrent).toJson());
                assertThat(elsewhere.receive()).get().isInstanceOf(BusFrame.Delivery.class);
            }
        } finally {
            for (DoorClient client : hoarders) {
                client.close();
            }
        }
    }

    @Test
    void whoConnectsOnAndOnIsTurnedAwayAndOthersAreNot() throws IOException {
        List<DoorClient> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 3 * CONNECTIONS_PER_ADDRESS; i++) {
                idle.add(client());
            }
            assertThat(find(publishedFrom("127.0.0.2"), "127.0.0.2")).isInstanceOf(BusFrame.Delivery.class);
        } finally {
            for (DoorClient client : idle) {
                client.close();
            }
        }
    }

    private InfoHash publishedFrom(String address) throws IOException {
        ByteString torrent = TestTorrents.torrent("small", 3, 1);
        try (DoorClient client = new DoorClient(tracker.port(), address)) {
            client.request("r", new TrackerRequest.Publish("small", torrent).toJson());
            assertThat(client.receive()).get().isInstanceOf(BusFrame.Delivery.class);
        }
        return TestTorrents.infoHash(torrent);
    }

    /** What JSON allows and nobody means. Each is refused, by a code if it is a request, and another client is served. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"send\",\"address\":\"starling.tracker\",\"replyAddress\":\"r\",\"body\":{\"op\":\"list\",\"v\":2}}",
                "{\"type\":\"send\",\"address\":\"starling.tracker\",\"replyAddress\":\"r\",\"body\":{\"op\":\"list\",\"v\":1e400}}",
                "{\"type\":\"send\",\"address\":\"starling.tracker\",\"replyAddress\":\"r\",\"body\":{\"op\":\"list\",\"page\":99999999999999999999}}",
                "{\"type\":\"send\",\"address\":\"starling.tracker\",\"replyAddress\":\"r\",\"body\":{\"op\":\"list\",\"size\":1e999999999}}",
                "{\"type\":\"send\",\"address\":\"starling.tracker\",\"replyAddress\":\"r\",\"body\":{\"op\":{\"op\":\"list\"}}}",
                "{\"type\":\"send\",\"address\":\"starling.tracker\",\"replyAddress\":\"r\\ud800\",\"body\":{\"op\":\"list\"}}",
                "{\"type\":\"send\",\"address\":\"starling.tracker\",\"replyAddress\":{},\"body\":{\"op\":\"list\"}}",
                "{\"type\":\"send\",\"type\":\"boom\",\"address\":\"starling.tracker\",\"body\":{\"op\":\"list\"}}"
            })
    void oddJsonIsRefused(String json) throws IOException {
        try (DoorClient client = client()) {
            client.sendFrame(json);

            BusFrame.Failure failure = (BusFrame.Failure) client.receive().orElseThrow();
            assertThat(failure.failureCode()).isEqualTo(BusException.MALFORMED);
        }
        assertServesOthers();
    }

    @Test
    void aFrameOfMillionsOfValuesIsRefused() throws IOException {
        for (String bomb : List.of("{},", "[],", "1,", "\"\",")) {
            try (DoorClient client = client()) {
                client.sendFrame("{\"type\":\"ping\",\"x\":[" + bomb.repeat(300_000) + "0]}");

                BusFrame.Failure failure = (BusFrame.Failure) client.receive().orElseThrow();
                assertThat(failure.message()).contains("not a JSON object");
            }
        }
        assertServesOthers();
    }

    @Test
    void textThatIsNotUtf8IsRefused() throws IOException {
        byte[] json = "{\"type\":\"ping\",\"x\":\"??\"}".getBytes(java.nio.charset.StandardCharsets.UTF_16BE);
        try (DoorClient client = client()) {
            client.send(ByteBuffer.allocate(4 + json.length)
                    .putInt(json.length)
                    .put(json)
                    .array());

            assertThat(client.receive()).get().isInstanceOf(BusFrame.Failure.class);
        }
    }

    /** A peer id is all that one needs to speak for a peer of the same machine; a torrent that is not there takes no memory. */
    @Test
    void swarmsThatNobodyPublishedAreNotMade() throws IOException {
        PeerId peerId = PeerId.random();
        try (DoorClient client = client()) {
            client.request("r", new TrackerRequest.Register("a", peerId, "", 1, List.of()).toJson());
            assertThat(client.receive()).get().isInstanceOf(BusFrame.Delivery.class);
            for (int i = 0; i < 2_000; i++) {
                InfoHash random = new InfoHash(PeerId.random().bytes());
                client.request("r", join(random, peerId, ByteString.EMPTY));
                BusFrame.Failure failure = (BusFrame.Failure) client.receive().orElseThrow();
                assertThat(failure.failureCode()).isEqualTo(BusException.UNKNOWN);
            }
        }
    }

    private static JsonObject join(InfoHash infoHash, PeerId peerId, ByteString bitfield) {
        return new TrackerRequest.Join(infoHash, peerId, bitfield, TransferStatus.DOWNLOADING).toJson();
    }

    @Test
    void aBitfieldOfAnotherSizeAndPiecesOutOfRangeAreRefusedAndChangeNothing() throws IOException {
        InfoHash infoHash = publish("small", 3);
        PeerId peerId = PeerId.random();
        try (DoorClient client = client()) {
            client.request("r", new TrackerRequest.Register("a", peerId, "", 1, List.of()).toJson());
            assertThat(client.receive()).get().isInstanceOf(BusFrame.Delivery.class);
            for (String bits : List.of("", "0000", "10", "ff")) {
                client.request("r", join(infoHash, peerId, ByteString.ofHex(bits)));
                assertThat(failure(client)).as(bits).startsWith("bitfield: ");
            }
            client.request("r", join(infoHash, peerId, ByteString.ofHex("00")));
            assertThat(client.receive()).get().isInstanceOf(BusFrame.Delivery.class);
            for (int piece : new int[] {-1, 3, Integer.MAX_VALUE}) {
                client.request("r", update(infoHash, peerId, List.of(0, 1, 2, piece)));
                assertThat(failure(client)).isEqualTo("pieces: " + piece + " (expected: 0..2)");
            }
            client.request("r", LIST);
            JsonObject body = (JsonObject) ((BusFrame.Delivery) client.receive().orElseThrow()).body();
            assertThat(body.getJsonArray("files").getJsonObject(0).getInteger("seeds"))
                    .isZero();
        }
    }

    private static String failure(DoorClient client) throws IOException {
        return ((BusFrame.Failure) client.receive().orElseThrow()).message();
    }

    private static JsonObject update(InfoHash infoHash, PeerId peerId, List<Integer> pieces) {
        return new TrackerRequest.Update(
                        infoHash, peerId, pieces, null, 0, TransferStatus.DOWNLOADING, 0, 0, 0, 0, List.of())
                .toJson();
    }
}
