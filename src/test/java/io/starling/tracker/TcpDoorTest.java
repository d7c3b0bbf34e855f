package io.starling.tracker;

import static io.starling.tracker.TrackerVerticleTest.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.starling.announce.BusFrame;
import io.starling.announce.BusFrameEncoder;
import io.starling.bus.Addresses;
import io.starling.bus.BusException;
import io.starling.bus.BusJson;
import io.starling.bus.LogEvent;
import io.starling.bus.SwarmSnapshot;
import io.starling.bus.TrackerRequest;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.starling.torrent.PieceSet;
import io.starling.torrent.TransferStatus;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server socket and what strangers do to it. After each of their tries another client is served as ever. */
@Timeout(120)
class TcpDoorTest {
    private static final JsonObject LIST = new TrackerRequest.ListFiles(null, null, null).toJson();

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path dataDir;

    private TrackerVerticle tracker;

    @BeforeEach
    void start() {
        tracker = new TrackerVerticle(
                new TrackerOptions().setPort(0).setHttpPort(0).setToken("secret"), dataDir);
        await(vertx.deployVerticle(tracker));
    }

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    private DoorClient client() throws IOException {
        return new DoorClient(tracker.port());
    }

    private void assertServesOthers() throws IOException {
        try (DoorClient other = client()) {
            other.request("r1", LIST);
            assertThat(other.receive()).get().isInstanceOf(BusFrame.Delivery.class);
        }
    }

    /** The error frame that the door sends before it closes. */
    private static BusFrame.Failure assertRefusedAndClosed(DoorClient client) throws IOException {
        BusFrame.Failure failure = (BusFrame.Failure) client.receive().orElseThrow();
        assertThat(client.receive()).isEmpty();
        return failure;
    }

    private static BusFrame.Failure failure(DoorClient client) throws IOException {
        return (BusFrame.Failure) client.receive().orElseThrow();
    }

    @Test
    void answersInTheFramesOfTheDesign() throws IOException {
        try (DoorClient client = client()) {
            client.sendFrame(
                    "{\"type\":\"send\",\"address\":\"starling.tracker\",\"replyAddress\":\"r1\",\"headers\":{},"
                            + "\"body\":{\"v\":1,\"op\":\"list\"}}");
            assertThat(client.receive())
                    .contains(new BusFrame.Delivery(
                            "r1", Map.of(), new JsonObject("{\"files\":[],\"total\":0,\"v\":1}"), true));

            client.sendFrame("{\"type\":\"send\",\"address\":\"starling.tracker\",\"replyAddress\":\"r2\","
                    + "\"body\":{\"op\":\"find\",\"name\":\"x\"}}");
            assertThat(client.receive())
                    .contains(new BusFrame.Failure(
                            "r2", "starling.tracker", 404, "RECIPIENT_FAILURE", "name: \"x\" is not in the catalogue"));
        }
    }

    @Test
    void answersPingsAndWhatIsSentTogetherInOrder() throws IOException {
        try (DoorClient client = client()) {
            client.sendFrame("{\"type\":\"ping\"}");
            for (int i = 0; i < 100; i++) {
                client.request("r" + i, LIST);
            }
            assertThat(client.receive()).contains(new BusFrame.Pong());
            for (int i = 0; i < 100; i++) {
                BusFrame.Delivery reply = (BusFrame.Delivery) client.receive().orElseThrow();
                assertThat(reply.address()).isEqualTo("r" + i);
            }
        }
    }

    @Test
    void aRequestThatIsWrongLeavesTheConnectionOpen() throws IOException {
        try (DoorClient client = client()) {
            client.request("r1", new JsonObject().put("op", "destroy"));
            assertThat(failure(client).failureCode()).isEqualTo(BusException.MALFORMED);
            client.sendFrame(
                    "{\"type\":\"send\",\"address\":\"starling.tracker\",\"replyAddress\":\"r2\",\"body\":[1]}");
            assertThat(failure(client).failureCode()).isEqualTo(BusException.MALFORMED);
            client.sendFrame("{\"type\":\"send\",\"address\":\"starling.tracker\",\"replyAddress\":\"r3\"}");
            assertThat(failure(client).address()).isEqualTo("r3");

            client.request("r4", LIST);
            assertThat(client.receive()).get().isInstanceOf(BusFrame.Delivery.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, BusFrameEncoder.MAX_FRAME_BYTES + 1})
    void refusesALengthThatIsNoneAndCloses(int length) throws IOException {
        try (DoorClient client = client()) {
            client.send(ByteBuffer.allocate(4).putInt(length).array());

            BusFrame.Failure failure = assertRefusedAndClosed(client);

            assertThat(failure.message()).startsWith("frame length: " + length);
            assertThat(failure.failureCode()).isIn(BusException.MALFORMED, BusException.TOO_LARGE);
        }
        assertServesOthers();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "not json",
                "{\"type\":\"explode\"}",
                "{\"type\":\"send\"}",
                "{\"type\":\"message\",\"address\":\"starling.events.log\",\"body\":{}}",
                "{}"
            })
    void refusesAFrameThatIsNoneAndCloses(String json) throws IOException {
        try (DoorClient client = client()) {
            client.sendFrame(json);

            assertThat(assertRefusedAndClosed(client).failureCode()).isEqualTo(BusException.MALFORMED);
        }
        assertServesOthers();
    }

    @Test
    void tellsABrowserThatThisIsNoWebServer() throws IOException {
        try (DoorClient client = client()) {
            client.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));

            assertThat(assertRefusedAndClosed(client).message()).startsWith("frame length:");
        }
    }

    /** The door reads on for a moment, so that the frame that says why is not lost to a reset. */
    @Test
    void saysWhyToAClientThatIsStillSending() throws IOException {
        try (DoorClient client = client()) {
            client.send(ByteBuffer.allocate(4).putInt(20 << 20).array());
            client.send(new byte[1 << 20]);

            assertThat(assertRefusedAndClosed(client).failureCode()).isEqualTo(BusException.TOO_LARGE);
        }
    }

    @Test
    void halfAFrameHarmsNobody() throws IOException {
        try (DoorClient half = client()) {
            half.send(ByteBuffer.allocate(10)
                    .putInt(16 << 20)
                    .put("{\"a\":1".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    .array());
            assertServesOthers();
        }
        assertServesOthers();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void survivesGarbage(long seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < 30; i++) {
            byte[] garbage = new byte[1 + random.nextInt(3_000)];
            random.nextBytes(garbage);
            if (random.nextBoolean()) {
                ByteBuffer.wrap(garbage).putInt(0, Math.max(1, garbage.length - 4));
            }
            try (DoorClient client = client()) {
                client.send(garbage);
            }
        }
        assertServesOthers();
    }

    /** It asks and asks and never reads: it is not read from, and the tracker keeps its memory. */
    @Test
    void aClientThatReadsNoRepliesIsNotReadFrom() throws Exception {
        for (int i = 0; i < 40; i++) {
            publish(i);
        }
        try (DoorClient flood = client()) {
            byte[] request = BusFrameEncoder.encode(new BusFrame.Send(Addresses.TRACKER, "r", Map.of(), LIST))
                    .getBytes();
            byte[] many = new byte[request.length * 500];
            for (int i = 0; i < 500; i++) {
                System.arraycopy(request, 0, many, i * request.length, request.length);
            }
            AtomicLong sent = new AtomicLong();
            Thread sender = new Thread(() -> sendUntilClosed(flood, many, sent));
            sender.start();
            long before;
            do {
                before = sent.get();
                for (int i = 0; i < 10; i++) {
                    assertServesOthers();
                }
                assertThat(sent.get())
                        .as("bytes that were taken from the flood")
                        .isLessThan(64 << 20);
            } while (before == 0 || sent.get() != before);
            flood.close();
            sender.join(20_000);
            assertThat(sender.isAlive()).isFalse();
        }
        assertServesOthers();
    }

    private static void sendUntilClosed(DoorClient flood, byte[] bytes, AtomicLong sent) {
        try {
            OutputStream out = flood.socket.getOutputStream();
            while (true) {
                out.write(bytes);
                sent.addAndGet(bytes.length);
            }
        } catch (IOException e) {
            // as it must be: the test closes it
        }
    }

    /** Events are snapshots: what a slow client misses is not kept for it. */
    @Test
    void dropsEventsForAClientThatDoesNotReadThem() throws IOException {
        JsonObject event = new JsonObject().put("x", "y".repeat(20_000));
        int events = 3_000;
        try (DoorClient slow = client()) {
            slow.send(new BusFrame.Register(Addresses.TRANSFERS, Map.of()));
            slow.send(new BusFrame.Ping());
            assertThat(slow.receive()).contains(new BusFrame.Pong());
            for (int i = 0; i < events; i++) {
                vertx.eventBus().publish(Addresses.TRANSFERS, event);
            }
            assertServesOthers();

            slow.send(new BusFrame.Ping());
            int received = 0;
            while (!slow.receive().orElseThrow().equals(new BusFrame.Pong())) {
                received++;
            }

            assertThat(received).isBetween(1, events - 1);
        }
    }

    @Test
    void leavesRoomForOthersWhenOneMachineConnectsOnAndOn() throws IOException {
        List<DoorClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < DoorLimits.DEFAULT.connectionsPerAddress(); i++) {
                clients.add(client());
            }
            try (DoorClient oneTooMany = client()) {
                assertThat(assertRefusedAndClosed(oneTooMany).message()).startsWith("connections:");
            }
            clients.remove(0).close();
            while (!isServed()) { // the door hears of that a moment later
                Thread.onSpinWait();
            }
        } finally {
            for (DoorClient client : clients) {
                client.close();
            }
        }
    }

    private boolean isServed() throws IOException {
        try (DoorClient client = client()) {
            client.request("r", LIST);
            return client.receive().orElseThrow() instanceof BusFrame.Delivery;
        } catch (SocketException e) {
            return false;
        }
    }

    @Test
    void opensNoOtherAddressOfTheBus() throws IOException {
        vertx.eventBus().consumer("starling.secret", message -> message.reply("leaked"));
        try (DoorClient client = client()) {
            client.send(new BusFrame.Send("starling.secret", "r1", Map.of("token", "secret"), new JsonObject()));
            BusFrame.Failure failure = failure(client);
            assertThat(failure.failureCode()).isEqualTo(BusException.FORBIDDEN);
            assertThat(failure.address()).isEqualTo("r1");

            client.send(new BusFrame.Publish(Addresses.LOG, Map.of("token", "secret"), new JsonObject()));
            assertThat(failure(client).failureCode()).isEqualTo(BusException.FORBIDDEN);

            client.send(new BusFrame.Register("starling.tracker", Map.of("token", "secret")));
            assertThat(failure(client).failureCode()).isEqualTo(BusException.FORBIDDEN);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"starling.peer.alpha", "starling.node.alpha"})
    void passesCommandsOnWithTheTokenOnly(String address) throws IOException {
        vertx.eventBus()
                .<JsonObject>consumer(
                        address, message -> message.reply(message.body().put("done", true)));
        try (DoorClient client = client()) {
            JsonObject command = new JsonObject().put("op", "status");
            for (Map<String, String> headers : List.of(
                    Map.<String, String>of(),
                    Map.of("token", "secreT"),
                    Map.of("token", ""),
                    Map.of("Token", "secret"))) {
                client.send(new BusFrame.Send(address, "r1", headers, command));
                assertThat(failure(client).failureCode()).isEqualTo(BusException.FORBIDDEN);
            }

            client.send(new BusFrame.Send(address, "r2", Map.of("token", "secret"), command));

            assertThat(client.receive())
                    .contains(
                            new BusFrame.Delivery("r2", Map.of(), command.copy().put("done", true), true));
        }
    }

    @Test
    void passesTheFailureOfACommandOn() throws IOException {
        vertx.eventBus().consumer("starling.peer.alpha", message -> message.fail(404, "no such transfer"));
        try (DoorClient client = client()) {
            Map<String, String> headers = Map.of("token", "secret");
            client.send(new BusFrame.Send("starling.peer.alpha", "r1", headers, new JsonObject()));
            assertThat(client.receive())
                    .contains(new BusFrame.Failure(
                            "r1", "starling.peer.alpha", 404, "RECIPIENT_FAILURE", "no such transfer"));

            client.send(new BusFrame.Send("starling.peer.nobody", "r2", headers, new JsonObject()));
            assertThat(failure(client).failureType()).isEqualTo("NO_HANDLERS");
        }
    }

    @Test
    void deliversEventsThatWereSubscribedToUntilTheyAreNot() throws IOException {
        LogEvent event = new LogEvent(java.time.Instant.EPOCH, LogEvent.Level.INFO, "alpha", null, "text");
        try (DoorClient client = client()) {
            client.send(new BusFrame.Register(Addresses.LOG, Map.of()));
            client.send(new BusFrame.Register(Addresses.LOG, Map.of()));
            client.send(new BusFrame.Ping());
            assertThat(client.receive()).contains(new BusFrame.Pong());

            vertx.eventBus().publish(Addresses.LOG, BusJson.write(event));
            assertThat(client.receive())
                    .contains(new BusFrame.Delivery(Addresses.LOG, Map.of(), BusJson.write(event), false));

            client.send(new BusFrame.Unregister(Addresses.LOG));
            client.send(new BusFrame.Ping());
            assertThat(client.receive()).contains(new BusFrame.Pong());
            vertx.eventBus().publish(Addresses.LOG, BusJson.write(event));
            client.send(new BusFrame.Ping());
            assertThat(client.receive()).contains(new BusFrame.Pong());
        }
    }

    @Test
    void bindsTheNumberOfSubscriptions() throws IOException {
        try (DoorClient client = client()) {
            for (int i = 0; i <= Subscriptions.MAX_SUBSCRIPTIONS; i++) {
                client.send(new BusFrame.Register(Addresses.EVENTS_PREFIX + i, Map.of()));
            }

            assertThat(failure(client).failureCode()).isEqualTo(BusException.TOO_LARGE);
        }
    }

    @Test
    void publishesASwarmThatChangedAsASnapshot() throws Exception {
        InfoHash infoHash = publish(1);
        try (DoorClient watcher = client();
                DoorClient peer = client()) {
            watcher.send(new BusFrame.Register(Addresses.swarm(infoHash), Map.of()));
            watcher.send(new BusFrame.Ping());
            assertThat(watcher.receive()).contains(new BusFrame.Pong());

            PeerId peerId = PeerId.random();
            peer.request("r", new TrackerRequest.Register("a", peerId, "", 6881, List.of()).toJson());
            peer.request(
                    "r",
                    new TrackerRequest.Join(infoHash, peerId, PieceSet.all(3).toBitfield(), TransferStatus.DOWNLOADED)
                            .toJson());

            BusFrame.Delivery event = (BusFrame.Delivery) watcher.receive().orElseThrow();
            SwarmSnapshot snapshot = BusJson.read((JsonObject) event.body(), SwarmSnapshot.class);
            assertThat(snapshot.seedsTotal()).isEqualTo(1);
            assertThat(snapshot.peers()).extracting(SwarmSnapshot.Member::host).containsExactly("127.0.0.1");
        }
    }

    @Test
    void endsItsConnectionsWithTheTracker() throws IOException {
        try (DoorClient client = client()) {
            client.request("r1", LIST);
            assertThat(client.receive()).isPresent();

            for (String id : vertx.deploymentIDs()) {
                await(vertx.undeploy(id));
            }

            assertThat(closed(client)).isTrue();
        }
    }

    private static boolean closed(DoorClient client) throws IOException {
        try {
            Optional<BusFrame> frame = client.receive();
            return frame.isEmpty();
        } catch (SocketException e) {
            return true;
        }
    }

    private InfoHash publish(int number) throws IOException {
        var torrent = TestTorrents.torrent("file-" + number, 3, number);
        try (DoorClient client = client()) {
            client.request("r", new TrackerRequest.Publish("file-" + number, torrent).toJson());
            assertThat(client.receive()).get().isInstanceOf(BusFrame.Delivery.class);
        }
        return TestTorrents.infoHash(torrent);
    }
}
