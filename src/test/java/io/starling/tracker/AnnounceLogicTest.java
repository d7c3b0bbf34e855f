package io.starling.tracker;

import static io.starling.tracker.TrackerVerticleTest.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.starling.announce.AnnounceEvent;
import io.starling.announce.AnnounceReply;
import io.starling.announce.AnnounceRequest;
import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import io.starling.torrent.Metainfo;
import io.starling.torrent.PeerId;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is told of whom, by address families and machines. */
class AnnounceLogicTest {
    private static final ByteString TORRENT = TestTorrents.torrent("big.iso", 8, 1);
    private static final InfoHash INFO_HASH = TestTorrents.infoHash(TORRENT);

    private final Vertx vertx = Vertx.vertx();
    private final VirtualSwarm swarm = new VirtualSwarm(8, 1);

    @TempDir
    private Path directory;

    private AnnounceLogic logic;

    @BeforeEach
    void publishATorrent() {
        Catalogue catalogue = new Catalogue(vertx.createSharedWorkerExecutor("files"), directory, Metainfo::parse);
        await(catalogue.load());
        await(catalogue.publish("big", TORRENT));
        logic = new AnnounceLogic(catalogue, swarm.swarms, swarm.clients, false);
    }

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    private AnnounceReply announce(String from, AnnounceEvent event) {
        PeerId peerId = PeerId.random();
        AnnounceRequest request = new AnnounceRequest(INFO_HASH, peerId, 6881, 0, 0, 100, event, ByteString.EMPTY, -1);
        return logic.announce(request, Endpoint.address(from).orElseThrow(), address -> true);
    }

    /** Announces from there, and tells the addresses that it is answered. */
    private List<String> told(String from) {
        return announce(from, AnnounceEvent.NONE).peers().stream()
                .map(peer -> peer.address().getHostAddress())
                .sorted()
                .toList();
    }

    @Test
    void overIpv4OnlyIpv4PeersAreToldAndOverIpv6Both() {
        announce("10.0.0.1", AnnounceEvent.STARTED);
        announce("2001:db8::1", AnnounceEvent.STARTED);

        assertThat(told("10.0.0.2")).containsExactly("10.0.0.1");
        assertThat(told("2001:db8::2")).containsExactly("10.0.0.1", "10.0.0.2", "2001:db8:0:0:0:0:0:1");
    }

    @Test
    void theLoopbackAddressOfAnotherMachineIsToldToNobodyElse() {
        announce("127.0.0.1", AnnounceEvent.STARTED);
        announce("10.0.0.1", AnnounceEvent.STARTED);

        assertThat(told("10.0.0.2")).containsExactly("10.0.0.1");
        assertThat(told("127.0.0.1")).containsExactly("10.0.0.1", "10.0.0.2");
    }

    @Test
    void anIpv4AddressThatCameMappedIsAnIpv4Address() {
        announce("::ffff:10.0.0.1", AnnounceEvent.STARTED);

        assertThat(told("10.0.0.2")).containsExactly("10.0.0.1");
    }

    @Test
    void onlyPeersThatAreKnownByAnAddressAreTold() {
        swarm.swarms.ofPublished(INFO_HASH, 8);
        join("named", 1, "seed.example");
        join("local", 2, "localhost");
        join("numbered", 3, "10.0.0.3");

        assertThat(told("127.0.0.1")).containsExactly("10.0.0.3", "127.0.0.1");
    }

    private void join(String name, int port, String host) {
        VirtualSwarm.VirtualPeer peer = swarm.peer(name, port);
        peer.register(host, VirtualSwarm.ORIGIN);
        swarm.registry.join(
                new io.starling.bus.TrackerRequest.Join(
                        INFO_HASH, peer.peerId, ByteString.ofHex("00"), io.starling.torrent.TransferStatus.DOWNLOADING),
                8,
                VirtualSwarm.ORIGIN);
    }

    @Test
    void whoIsStoppedWithoutHavingBeenThereLeavesNoSwarmBehind() {
        AnnounceReply reply = announce("10.0.0.1", AnnounceEvent.STOPPED);

        assertThat(reply.peers()).isEmpty();
        assertThat(reply.incomplete()).isZero();
        assertThat(swarm.swarms.get(INFO_HASH)).isEmpty();
    }

    /** Its torrent names this tracker, which it knows by another road already. */
    @Test
    void aRegisteredPeerThatAnnouncesItselfTooIsOneMember() {
        swarm.swarms.ofPublished(INFO_HASH, 8);
        join("a", 6881, "10.0.0.1");
        PeerId peerId = swarm.swarms
                .get(INFO_HASH)
                .orElseThrow()
                .pick(1, member -> true)
                .iterator()
                .next()
                .peerId();
        announce("10.0.0.2", AnnounceEvent.STARTED);

        AnnounceReply reply = announce("10.0.0.1", peerId);

        assertThat(reply.incomplete()).isEqualTo(2);
        assertThat(reply.peers())
                .extracting(peer -> peer.address().getHostAddress())
                .containsExactly("10.0.0.2");
        assertThat(announce("10.0.0.3", peerId).incomplete()).isEqualTo(3);
    }

    private AnnounceReply announce(String from, PeerId peerId) {
        AnnounceRequest request =
                new AnnounceRequest(INFO_HASH, peerId, 6881, 0, 0, 100, AnnounceEvent.STARTED, ByteString.EMPTY, -1);
        return logic.announce(request, Endpoint.address(from).orElseThrow(), address -> true);
    }
}
