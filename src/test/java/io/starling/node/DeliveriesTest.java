package io.starling.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.bus.Delivery;
import io.starling.bus.Delivery.State;
import io.starling.bus.Delivery.Target;
import io.starling.bus.DeliveryBegun;
import io.starling.bus.DeliveryRequest;
import io.starling.bus.NodeStatus;
import io.starling.bus.Recipients;
import io.starling.delivery.RollCall;
import io.starling.torrent.InfoHash;
import io.starling.torrent.TransferStatus;
import io.starling.tracker.TrackerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Deliveries to real peers, all of one node; what else there is in a cluster, {@code DeliverIT} has. */
@ExtendWith(VertxExtension.class)
class DeliveriesTest {
    private static final long POLL_MILLIS = 50;

    @TempDir
    private Path directory;

    private Vertx vertx;
    private byte[] bytes;
    private InfoHash infoHash;
    private Starling node;

    @BeforeEach
    void aNodeWithASeedAndTwoOthers(Vertx vertx) throws Exception {
        this.vertx = vertx;
        bytes = new byte[3_000_000];
        new Random(7).nextBytes(bytes);
        Path file = Files.write(directory.resolve("big.bin"), bytes);
        StarlingOptions options = new StarlingOptions()
                .setTracker(new TrackerOptions().setPort(0).setHttpPort(0))
                .addPeer(peer("seed").setMaxUploadKiBps(1_500))
                .addPeer(peer("ada"))
                .addPeer(peer("bob"));
        options.getNode().setDataDir(directory.resolve("data"));
        node = await(Starling.start(vertx, options));
        infoHash = await(node.share(file, ShareOptions.DEFAULT)).infoHash();
    }

    private PeerOptions peer(String id) {
        return new PeerOptions().setId(id).setPort(0).setDownloadDir(directory.resolve(id));
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(60, TimeUnit.SECONDS);
    }

    private Future<Delivery> ask(DeliveryRequest request) {
        return vertx.eventBus()
                .<JsonObject>request(Addresses.DELIVERIES, request.toJson())
                .map(reply -> BusJson.read(reply.body(), Delivery.class));
    }

    private Delivery deliver(Recipients peers) throws Exception {
        DeliveryRequest request = new DeliveryRequest.Deliver(infoHash, peers);
        return await(vertx.eventBus()
                        .<JsonObject>request(Addresses.DELIVERIES, request.toJson())
                        .map(reply -> BusJson.read(reply.body(), DeliveryBegun.class)))
                .delivery();
    }

    private Future<Delivery> until(String id, Predicate<Delivery> isReached) {
        return ask(new DeliveryRequest.Status(id))
                .compose(now -> isReached.test(now)
                        ? Future.succeededFuture(now)
                        : vertx.timer(POLL_MILLIS).compose(unused -> until(id, isReached)));
    }

    @Test
    void allPeersOfTheNodeGetTheFile() throws Exception {
        Delivery begun = deliver(Recipients.ALL);

        Delivery done = await(until(begun.id(), delivery -> delivery.state().isEnd()));

        assertThat(done.state()).isEqualTo(State.DELIVERED);
        assertThat(done.targets()).extracting(Target::peer).containsExactlyInAnyOrder("seed", "ada", "bob");
        for (String peer : List.of("ada", "bob")) {
            assertThat(directory.resolve(peer).resolve("big.bin")).hasBinaryContent(bytes);
        }
    }

    @Test
    void whatIsCancelledIsPausedAndGoesOnWithTheNextDelivery() throws Exception {
        Delivery begun = deliver(Recipients.of(List.of("ada")));
        await(until(begun.id(), delivery -> delivery.targets().get(0).have() > 0));

        await(ask(new DeliveryRequest.Cancel(begun.id())));
        await(until(begun.id(), delivery -> delivery.targets().get(0).status() == TransferStatus.PAUSED));

        Delivery again = deliver(Recipients.of(List.of("ada")));
        await(until(again.id(), delivery -> delivery.state() == State.DELIVERED));
        assertThat(directory.resolve("ada").resolve("big.bin")).hasBinaryContent(bytes);
    }

    @Test
    void everybodyAreThePeersOfAllNodesAndThereMayBeMoreWhileOneDoesNotAnswer() throws Exception {
        answerAs("n1", "a", "b");
        answerAs("n2", "c");
        assertThat(await(new ClusterPeers(vertx, cluster("n1", "n2")).get()))
                .isEqualTo(new RollCall(List.of("a", "b", "c"), true));
        assertThat(await(new ClusterPeers(vertx, cluster("n1", "n3", "n2")).get()))
                .isEqualTo(new RollCall(List.of("a", "b", "c"), false));
    }

    private void answerAs(String name, String... peers) throws Exception {
        List<NodeStatus.Peer> running = List.of(peers).stream()
                .map(peer -> new NodeStatus.Peer(peer, null, false, null))
                .toList();
        NodeStatus status = new NodeStatus(name, null, false, null, running, List.of(), List.of());
        await(vertx.eventBus()
                .consumer(Addresses.node(name), message -> message.reply(BusJson.write(status)))
                .completion());
    }

    private static Cluster cluster(String... names) {
        List<ClusterNode> nodes = List.of(names).stream()
                .map(name -> new ClusterNode(name, "", false))
                .toList();
        return new Cluster() {
            @Override
            public ClusterNode self() {
                return nodes.get(0);
            }

            @Override
            public List<ClusterNode> nodes() {
                return nodes;
            }

            @Override
            public void setCanTrack(boolean canTrack) {
                // Nobody is to take over here.
            }

            @Override
            public void onChange(Runnable listener) {
                // Nobody comes or goes.
            }
        };
    }
}
