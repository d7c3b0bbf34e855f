package io.starling.delivery;

import static io.starling.delivery.Samples.INFO_HASH;
import static io.starling.delivery.Samples.PIECES;
import static io.starling.delivery.Samples.PIECE_LENGTH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.bencode.ByteString;
import io.starling.bus.Addresses;
import io.starling.bus.BusException;
import io.starling.bus.BusJson;
import io.starling.bus.Deliveries;
import io.starling.bus.DeliveriesChanged;
import io.starling.bus.Delivery;
import io.starling.bus.Delivery.State;
import io.starling.bus.DeliveryBegun;
import io.starling.bus.DeliveryRequest;
import io.starling.bus.PeerCommand;
import io.starling.bus.PeerStatus;
import io.starling.bus.Recipients;
import io.starling.bus.TrackerReply;
import io.starling.bus.TransferSnapshot;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.starling.torrent.TransferStatus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The coordinator on a bus with a tracker and peers that say what the test wants. */
@ExtendWith(VertxExtension.class)
class DeliveryVerticleTest {
    private static final long POLL_MILLIS = 20;

    private Vertx vertx;
    private Peer ada;
    private Peer bob;
    private final AtomicReference<RollCall> everybody =
            new AtomicReference<>(new RollCall(List.of("ada", "bob"), true));
    private String deployment;

    @BeforeEach
    void aTrackerAndTwoPeers(Vertx vertx) throws Exception {
        this.vertx = vertx;
        vertx.eventBus().<JsonObject>consumer(Addresses.TRACKER, DeliveryVerticleTest::find);
        ada = new Peer("ada");
        bob = new Peer("bob");
        deploy();
    }

    private void deploy() throws Exception {
        deployment = await(vertx.deployVerticle(new DeliveryVerticle(() -> Future.succeededFuture(everybody.get()))));
    }

    private static void find(Message<JsonObject> message) {
        if (!INFO_HASH.hex().equals(message.body().getString("infoHash"))) {
            message.fail(BusException.UNKNOWN, "infoHash: is not in the catalogue");
            return;
        }
        String torrent = "d4:infod6:lengthi1638400e4:name7:big.iso12:piece lengthi16384e6:pieces2000:"
                + "x".repeat(2_000) + "ee";
        ByteString bytes = ByteString.wrap(torrent.getBytes(StandardCharsets.ISO_8859_1));
        message.reply(BusJson.write(new TrackerReply.Found(INFO_HASH, "big.iso", bytes, List.of())));
    }

    /** A peer that fetches what it is told to: it is DOWNLOADING until the test says otherwise. */
    private final class Peer {
        private final String id;
        private final ConcurrentLinkedQueue<PeerCommand> commands = new ConcurrentLinkedQueue<>();
        private final AtomicReference<List<TransferSnapshot>> transfers = new AtomicReference<>(List.of());
        private volatile int refusesWith;
        private MessageConsumer<JsonObject> consumer;

        Peer(String id) throws Exception {
            this.id = id;
            come();
        }

        void come() throws Exception {
            consumer = vertx.eventBus().consumer(Addresses.peer(id), this::answer);
            await(consumer.completion());
        }

        void go() throws Exception {
            await(consumer.unregister());
        }

        void is(TransferStatus status, int piecesHave) {
            transfers.set(List.of(Samples.transfer(id, status, piecesHave)));
        }

        private void answer(Message<JsonObject> message) {
            PeerCommand command = PeerCommand.read(message.body());
            if (command instanceof PeerCommand.Status) {
                PeerId peerId = new PeerId(ByteString.wrap(new byte[PeerId.LENGTH_BYTES]));
                message.reply(
                        BusJson.write(new PeerStatus(id, peerId, "127.0.0.1", 6881, true, transfers.get(), 0, 0)));
                return;
            }
            commands.add(command);
            if (refusesWith != 0) {
                message.fail(refusesWith, "no room on the disk");
                return;
            }
            is(command instanceof PeerCommand.Pause ? TransferStatus.PAUSED : TransferStatus.DOWNLOADING, 1);
            message.reply(BusJson.write(transfers.get().get(0)));
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(20, TimeUnit.SECONDS);
    }

    private Future<JsonObject> ask(DeliveryRequest request) {
        return vertx.eventBus()
                .<JsonObject>request(Addresses.DELIVERIES, request.toJson())
                .map(Message::body);
    }

    private Delivery delivery(DeliveryRequest request) throws Exception {
        return BusJson.read(await(ask(request)), Delivery.class);
    }

    private Delivery deliver(Recipients peers) throws Exception {
        return await(begin(peers)).delivery();
    }

    private Future<DeliveryBegun> begin(Recipients peers) {
        return ask(new DeliveryRequest.Deliver(INFO_HASH, peers)).map(body -> BusJson.read(body, DeliveryBegun.class));
    }

    private Future<Delivery> until(String id, Predicate<Delivery> isReached) {
        return ask(new DeliveryRequest.Status(id))
                .map(body -> BusJson.read(body, Delivery.class))
                .compose(now -> isReached.test(now)
                        ? Future.succeededFuture(now)
                        : vertx.timer(POLL_MILLIS).compose(unused -> until(id, isReached)));
    }

    private static Predicate<Delivery> is(State state) {
        return delivery -> delivery.state() == state;
    }

    private static Predicate<Delivery> target(int index, Delivery.Target.State state) {
        return delivery -> delivery.targets().get(index).state() == state;
    }

    private static Predicate<Delivery> areFetching(int... indexes) {
        return delivery -> IntStream.of(indexes)
                .allMatch(index -> target(index, Delivery.Target.State.FETCHING).test(delivery));
    }

    private static void assertFailure(Future<?> future, int code, String text) {
        assertThatThrownBy(() -> await(future))
                .isInstanceOfSatisfying(
                        ReplyException.class, e -> assertThat(e.failureCode()).isEqualTo(code))
                .hasMessageContaining(text);
    }

    @Test
    void tellsNamedPeersToFetchAndSaysWhenAllHaveIt() throws Exception {
        Delivery begun = deliver(Recipients.of(List.of("ada", "bob")));
        assertThat(begun.name()).isEqualTo("big.iso");
        assertThat(begun.length()).isEqualTo(1_638_400);
        assertThat(begun.state()).isEqualTo(State.DELIVERING);
        assertThat(begun.targets()).extracting(Delivery.Target::peer).containsExactly("ada", "bob");

        await(until(begun.id(), areFetching(0, 1)));
        ada.is(TransferStatus.DOWNLOADED, 100);
        await(until(begun.id(), target(0, Delivery.Target.State.DELIVERED)));
        bob.is(TransferStatus.DOWNLOADED, 100);

        assertThat(await(until(begun.id(), is(State.DELIVERED))).missing()).isEmpty();
        assertThat(ada.commands).containsExactly(PeerCommand.Add.of(INFO_HASH.hex()));
    }

    @Test
    void toAllIsToAPeerThatJoinsLaterToo() throws Exception {
        Delivery begun = deliver(Recipients.ALL);
        await(until(begun.id(), areFetching(0, 1)));
        ada.is(TransferStatus.DOWNLOADED, 100);
        await(until(begun.id(), target(0, Delivery.Target.State.DELIVERED)));

        Peer eve = new Peer("eve");
        everybody.set(new RollCall(List.of("ada", "bob", "eve"), true));
        await(until(begun.id(), delivery -> delivery.targets().size() == 3));
        bob.is(TransferStatus.DOWNLOADED, 100);
        await(until(begun.id(), target(2, Delivery.Target.State.FETCHING)));
        eve.is(TransferStatus.DOWNLOADED, 100);

        await(until(begun.id(), is(State.DELIVERED)));
    }

    @Test
    void namesWhoRefusesAndWhyAndAsksAgain() throws Exception {
        bob.refusesWith = BusException.CONFLICT;
        Delivery begun = deliver(Recipients.of(List.of("bob")));

        Delivery partial = await(until(begun.id(), is(State.PARTIAL)));
        assertThat(partial.missing().get(0).reason()).isEqualTo("no room on the disk");

        bob.refusesWith = 0;
        await(until(begun.id(), is(State.DELIVERING)));
        bob.is(TransferStatus.DOWNLOADED, 100);
        await(until(begun.id(), is(State.DELIVERED)));
    }

    @Test
    void anotherCoordinatorGoesOnWithIt() throws Exception {
        bob.go();
        Delivery begun = deliver(Recipients.of(List.of("ada", "bob")));
        await(until(begun.id(), target(0, Delivery.Target.State.FETCHING)));

        await(vertx.undeploy(deployment));
        ada.is(TransferStatus.DOWNLOADED, 100);
        bob.come();
        deploy();

        await(retryWhileLoading(begun.id(), target(0, Delivery.Target.State.DELIVERED)));
        bob.is(TransferStatus.DOWNLOADED, 100);
        Delivery done = await(until(begun.id(), is(State.DELIVERED)));
        assertThat(done.createdAt()).isEqualTo(begun.createdAt());
    }

    private Future<Delivery> retryWhileLoading(String id, Predicate<Delivery> isReached) {
        return until(id, isReached)
                .recover(failure -> vertx.timer(POLL_MILLIS).compose(unused -> retryWhileLoading(id, isReached)));
    }

    @Test
    void cancelPausesWhatItBegan() throws Exception {
        bob.is(TransferStatus.DOWNLOADING, 50);
        Delivery begun = deliver(Recipients.of(List.of("ada", "bob")));
        await(until(begun.id(), areFetching(0, 1)));

        assertThat(delivery(new DeliveryRequest.Cancel(begun.id())).state()).isEqualTo(State.CANCELLED);

        await(until(begun.id(), delivery -> delivery.targets().get(0).status() == TransferStatus.PAUSED));
        assertThat(ada.commands).contains(new PeerCommand.Pause(INFO_HASH));
        assertThat(bob.commands).isEmpty();
        assertThat(delivery(new DeliveryRequest.Cancel(begun.id())).state()).isEqualTo(State.CANCELLED);
    }

    @Test
    void whatAllHaveCannotBeCancelled() throws Exception {
        ada.is(TransferStatus.DOWNLOADED, 100);
        Delivery begun = deliver(Recipients.of(List.of("ada")));
        await(until(begun.id(), is(State.DELIVERED)));

        assertFailure(ask(new DeliveryRequest.Cancel(begun.id())), BusException.CONFLICT, "all have it already");
    }

    @Test
    void listsAllTheNewestFirst() throws Exception {
        String first = deliver(Recipients.ALL).id();
        String second = deliver(Recipients.of(List.of("ada"))).id();

        List<Delivery> all = BusJson.read(await(ask(new DeliveryRequest.ListAll())), Deliveries.class)
                .deliveries();

        assertThat(all).extracting(Delivery::id).containsExactly(second, first);
    }

    @Test
    void whoAsksForTheSameAgainIsToldOfTheOneThatGoesOn() throws Exception {
        Future<DeliveryBegun> first = begin(Recipients.of(List.of("ada", "bob")));
        Future<DeliveryBegun> second = begin(Recipients.of(List.of("bob", "ada")));
        String id = await(first).delivery().id();
        assertThat(await(second).delivery().id()).isEqualTo(id);
        assertThat(List.of(await(first).created(), await(second).created())).containsExactlyInAnyOrder(true, false);
        assertThat(await(begin(Recipients.of(List.of("ada")))).created()).isTrue();

        await(until(id, areFetching(0, 1)));
        DeliveryBegun third = await(begin(Recipients.of(List.of("ada", "bob"))));
        assertThat(third.created()).isFalse();
        assertThat(third.delivery().id()).isEqualTo(id);

        delivery(new DeliveryRequest.Cancel(id));
        assertThat(await(begin(Recipients.of(List.of("ada", "bob")))).created()).isTrue();
    }

    @Test
    void publishesWhatChangedAndAlwaysTheEnd() throws Exception {
        List<DeliveriesChanged> published = new CopyOnWriteArrayList<>();
        Promise<Void> end = Promise.promise();
        MessageConsumer<JsonObject> events = vertx.eventBus().consumer(Addresses.DELIVERIES_CHANGED);
        events.handler(message -> {
            DeliveriesChanged changed = BusJson.read(message.body(), DeliveriesChanged.class);
            published.add(changed);
            if (changed.deliveries().get(0).state() == State.DELIVERED) {
                end.tryComplete();
            }
        });
        await(events.completion());
        long beganNanos = System.nanoTime();

        Delivery begun = deliver(Recipients.of(List.of("ada")));
        await(until(begun.id(), areFetching(0)));
        for (int have : List.of(20, 60, 90)) {
            ada.is(TransferStatus.DOWNLOADING, have);
            await(until(begun.id(), delivery -> delivery.targets().get(0).have() == (long) have * PIECE_LENGTH));
        }
        ada.is(TransferStatus.DOWNLOADED, PIECES);
        await(end.future());

        long periods = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos) / 250 + 1;
        assertThat(published).hasSizeBetween(2, (int) periods);
        Delivery last = published.get(published.size() - 1).deliveries().get(0);
        assertThat(last).isEqualTo(delivery(new DeliveryRequest.Status(begun.id())));
        assertThat(last.targets().get(0).have()).isEqualTo(last.length());
    }

    @Test
    void saysWhatIsWrongWithARequest() {
        InfoHash unknown = InfoHash.ofHex("ff".repeat(20));
        assertFailure(ask(new DeliveryRequest.Deliver(unknown, Recipients.ALL)), BusException.UNKNOWN, "catalogue");
        assertFailure(ask(new DeliveryRequest.Status("none")), BusException.UNKNOWN, "no delivery \"none\"");
        assertFailure(ask(new DeliveryRequest.Cancel("none")), BusException.UNKNOWN, "no delivery \"none\"");
        assertFailure(
                vertx.eventBus().request(Addresses.DELIVERIES, "text"),
                BusException.MALFORMED,
                "expected a JSON object");
        assertFailure(
                vertx.eventBus().request(Addresses.DELIVERIES, new JsonObject().put("op", "none")),
                BusException.MALFORMED,
                "op: none (expected one of: cancel, deliver, list, status)");
    }

    @Test
    void refusesToDeliverToAllWhenThereIsNobody() {
        everybody.set(new RollCall(List.of(), true));

        assertFailure(
                ask(new DeliveryRequest.Deliver(INFO_HASH, Recipients.ALL)), BusException.CONFLICT, "no node has one");
    }
}
