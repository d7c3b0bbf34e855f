package io.starling.tracker;

import static io.starling.tracker.VirtualSwarm.HEARTBEAT;
import static io.starling.tracker.VirtualSwarm.INFO_HASH;
import static io.starling.tracker.VirtualSwarm.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.starling.announce.AnnounceEvent;
import io.starling.announce.AnnounceRequest;
import io.starling.bencode.ByteString;
import io.starling.bus.BusException;
import io.starling.bus.SwarmView;
import io.starling.bus.TrackerRequest;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.starling.tracker.VirtualSwarm.VirtualPeer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Stock clients and registered peers in the same swarms, on a virtual clock. */
class StockClientsTest {
    private static final int PIECES = 8;
    private static final long LENGTH = PIECES * 16_384L;

    private final VirtualSwarm swarm = new VirtualSwarm(PIECES, 1);

    private static Endpoint at(String host, int port) {
        return new Endpoint(Endpoint.address(host).orElseThrow(), port);
    }

    private static AnnounceRequest request(PeerId peerId, int port, long left) {
        return request(INFO_HASH, peerId, port, left);
    }

    private static AnnounceRequest request(InfoHash infoHash, PeerId peerId, int port, long left) {
        return new AnnounceRequest(infoHash, peerId, port, 0, 0, left, AnnounceEvent.NONE, ByteString.EMPTY, -1);
    }

    private StockMember announce(PeerId peerId, Endpoint endpoint, long left) {
        return swarm.clients.announced(
                request(peerId, endpoint.port(), left), endpoint, swarm.swarms.ofPublished(INFO_HASH, PIECES));
    }

    /** Announces from a port, by the peer id that goes with it. */
    private StockMember announce(int port, long left) {
        return announce(Announcement.peerId(port), at("10.0.0.2", port), left);
    }

    private String counts() {
        return swarm.swarms
                .get(INFO_HASH)
                .map(now -> now.seeds() + " of " + now.members())
                .orElse("nobody");
    }

    @Test
    void aSeedIsToldOfWithEverythingAndALeechWithNothing() {
        VirtualPeer viewer = swarm.joined("v", 1, "........");
        announce(6881, 0);
        announce(6882, 100);

        viewer.update();

        assertThat(viewer.view.get(Announcement.peerId(6881)).isComplete()).isTrue();
        assertThat(viewer.view.get(Announcement.peerId(6882)).isEmpty()).isTrue();
        assertThat(viewer.last.peersTotal()).isEqualTo(3);
        assertThat(viewer.last.seedsTotal()).isEqualTo(1);
    }

    @Test
    void anAnnounceThatChangesNothingIsNoNews() {
        VirtualPeer viewer = swarm.joined("v", 1, "........");
        announce(6881, 0);
        announce(6882, 100);
        viewer.update();
        announce(6881, 0);
        announce(6882, 50);

        assertThat(viewer.update().peers()).isEmpty();
    }

    @Test
    void aLeechThatCompletesIsToldAnewAndCounted() {
        VirtualPeer viewer = swarm.joined("v", 1, "........");
        announce(6881, 100);
        viewer.update();

        announce(6881, 0);

        assertThat(viewer.update().peers())
                .extracting(SwarmView.Member::complete)
                .containsExactly(true);
        assertThat(counts()).isEqualTo("1 of 2");
        assertThat(swarm.swarms.completions(INFO_HASH)).isEqualTo(1);
        assertThat(swarm.swarms.get(INFO_HASH).orElseThrow().availability().means())
                .containsOnly(1.0);
    }

    @Test
    void aSeedThatLacksSomethingAfterARecheckIsALeech() {
        VirtualPeer viewer = swarm.joined("v", 1, "........");
        announce(6881, 0);
        viewer.update();

        announce(6881, 10);

        assertThat(viewer.update().peers())
                .extracting(SwarmView.Member::complete)
                .containsExactly(false);
        assertThat(counts()).isEqualTo("0 of 2");
        assertThat(swarm.swarms.get(INFO_HASH).orElseThrow().availability().means())
                .containsOnly(0.0);
    }

    @Test
    void isKeptByItsAnnouncesAndNotByHeartbeats() {
        announce(6881, 0);
        swarm.now = 100 * HEARTBEAT;
        swarm.registry.expire();
        swarm.clients.expire();
        assertThat(counts()).isEqualTo("1 of 1");

        swarm.now = StockClients.LEASE.toMillis();
        announce(6881, 0);
        swarm.now = 2 * StockClients.LEASE.toMillis();
        swarm.clients.expire();
        assertThat(counts()).isEqualTo("1 of 1");

        swarm.now++;
        swarm.clients.expire();

        assertThat(counts()).isEqualTo("nobody");
        assertThat(swarm.said).last().asString().startsWith("libtorrent 10.0.0.2:6881 expired");
    }

    @Test
    void theLeaseIsLongerThanTwoIntervals() {
        assertThat(StockClients.LEASE).isGreaterThan(StockClients.INTERVAL.multipliedBy(2));
        assertThat(StockClients.MIN_INTERVAL).isLessThan(StockClients.INTERVAL);
    }

    @Test
    void whoSaysTheIdOfARegisteredPeerGoesByAnother() {
        VirtualPeer victim = swarm.joined("victim", 1, "***.....");
        VirtualPeer viewer = swarm.joined("v", 2, "........");
        viewer.update();

        announce(victim.peerId, at("10.6.6.6", 666), 0);

        assertThat(viewer.update().left()).isEmpty();
        assertThat(viewer.view.get(victim.peerId)).isEqualTo(VirtualSwarm.has("***....."));
        assertThat(viewer.last.peers())
                .extracting(SwarmView.Member::peerId)
                .containsExactly(at("10.6.6.6", 666).peerId());
    }

    @Test
    void aPeerThatRegistersHasItsIdWhoeverSaidItBefore() {
        VirtualPeer viewer = swarm.joined("v", 2, "........");
        VirtualPeer victim = swarm.peer("victim", 1);
        Endpoint pretender = at("10.6.6.6", 666);
        announce(victim.peerId, pretender, 0);
        viewer.update();

        victim.register();
        victim.join("***.....");
        viewer.update();

        assertThat(viewer.view.get(victim.peerId)).isEqualTo(VirtualSwarm.has("***....."));
        assertThat(viewer.view).containsKey(pretender.peerId());
        assertThat(counts()).isEqualTo("1 of 3");
        swarm.clients.stopped(request(victim.peerId, 666, 0), pretender);
        assertThat(viewer.update().left()).containsExactly(pretender.peerId());
        assertThat(counts()).isEqualTo("0 of 2");
    }

    @Test
    void ofTwoClientsWithOneIdTheSecondGoesByAnother() {
        VirtualPeer viewer = swarm.joined("v", 2, "........");
        PeerId id = Announcement.peerId(1);
        announce(id, at("10.0.0.1", 1), 0);
        announce(id, at("2001:db8::1", 1), 0);

        viewer.update();

        assertThat(viewer.view).containsOnlyKeys(id, at("2001:db8::1", 1).peerId());
    }

    @Test
    void nobodyRegistersByAnIdThatTheTrackerMakes() {
        VirtualPeer pretender =
                swarm.new VirtualPeer("p", 1, at("10.0.0.2", 6881).peerId());

        assertThat(code(pretender::register)).isEqualTo(BusException.MALFORMED);
    }

    @Test
    void nobodyIsToldByAnIdThatTheTrackerMakesForAnother() {
        VirtualPeer viewer = swarm.joined("v", 2, "........");
        Endpoint victim = at("10.0.0.2", 6881);
        announce(victim.peerId(), at("10.6.6.6", 666), 0);

        viewer.update();

        assertThat(viewer.view).containsOnlyKeys(at("10.6.6.6", 666).peerId());
    }

    @Test
    void aClientThatWasStartedAgainIsAnotherAtTheSamePlace() {
        VirtualPeer viewer = swarm.joined("v", 2, "........");
        Endpoint place = at("10.0.0.2", 6881);
        announce(Announcement.peerId(1), place, 0);
        viewer.update();

        announce(Announcement.peerId(2), place, 100);

        assertThat(viewer.update().left()).containsExactly(Announcement.peerId(1));
        assertThat(viewer.view).containsOnlyKeys(Announcement.peerId(2));
        assertThat(counts()).isEqualTo("0 of 2");
    }

    @Test
    void oneNetworkHasSoManyPlacesInASwarmAndTheLongestSilentGoes() {
        announce(Announcement.peerId(1), at("10.0.0.9", 1), 0);
        for (int port = 1; port <= StockPlaces.MAX_PER_NETWORK_AND_SWARM; port++) {
            announce(port + 100, 100);
        }
        announce(101, 100); // is heard of again, so that 102 is the longest silent
        announce(7_000, 100);

        assertThat(counts()).isEqualTo("1 of " + (StockPlaces.MAX_PER_NETWORK_AND_SWARM + 1));
        assertThat(swarm.said).last().asString().startsWith("libtorrent 10.0.0.2:102 made room");
    }

    @Test
    void theAddressesOfOneIpv6NetworkAreOne() {
        for (int i = 1; i <= 2 * StockPlaces.MAX_PER_NETWORK_AND_SWARM; i++) {
            announce(Announcement.peerId(i), at("2001:db8::" + Integer.toHexString(i), 6881), 100);
        }
        announce(Announcement.peerId(9_999), at("2001:db8:0:1::1", 6881), 100);

        assertThat(counts()).isEqualTo("0 of " + (StockPlaces.MAX_PER_NETWORK_AND_SWARM + 1));
    }

    /** A hundred thousand torrents and addresses that nobody has heard of, and one that somebody has. */
    @Test
    void strangersFillNoMemoryAndTakeNoPlaceInAPublishedSwarm() {
        announce(6881, 0);
        int known = 0;
        for (int i = 0; i < 100_000; i++) {
            InfoHash infoHash = InfoHash.ofHex(String.format("%040x", i + 1));
            Endpoint stranger = at("10." + (i >> 16 & 255) + "." + (i >> 8 & 255) + "." + (i & 255), 6881);
            swarm.clients.announced(
                    request(infoHash, Announcement.peerId(1), 6881, 0), stranger, swarm.swarms.ofAny(infoHash));
            swarm.said.clear();
        }
        for (int i = 0; i < 100_000; i++) {
            known += swarm.swarms
                    .get(InfoHash.ofHex(String.format("%040x", i + 1)))
                    .map(TrackedSwarm::members)
                    .orElse(0);
        }

        assertThat(known).isEqualTo(StockClients.MAX_OPEN);
        assertThat(swarm.swarms.takeChanged(10)).containsExactly(INFO_HASH);
        assertThat(counts()).isEqualTo("1 of 1");
    }

    @Test
    void whoWasThereBeforeItsTorrentWasPublishedStays() {
        TrackedSwarm unpublished = swarm.swarms.ofAny(INFO_HASH);
        swarm.clients.announced(request(Announcement.peerId(1), 1, 0), at("10.0.0.1", 1), unpublished);
        assertThat(unpublished.pieces()).isZero();

        VirtualPeer peer = swarm.joined("p", 1, "*.......");

        assertThat(peer.view.get(Announcement.peerId(1)).isComplete()).isTrue();
        assertThat(swarm.swarms.get(INFO_HASH).orElseThrow().availability().means())
                .containsExactly(2.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0);
        swarm.clients.announced(
                request(Announcement.peerId(1), 1, 0), at("10.0.0.1", 1), swarm.swarms.ofPublished(INFO_HASH, PIECES));
        swarm.now = StockClients.LEASE.toMillis() + 1;
        swarm.clients.expire();
        assertThat(counts()).isEqualTo("0 of 1");
    }

    @Test
    void whatItHasIsEstimatedFromWhatItLacks() {
        assertThat(announce(1, 0).have(LENGTH)).isEqualTo(PIECES);
        assertThat(announce(2, LENGTH).have(LENGTH)).isZero();
        assertThat(announce(3, Long.MAX_VALUE).have(LENGTH)).isZero();
        assertThat(announce(4, LENGTH / 2).have(LENGTH)).isEqualTo(PIECES / 2);
        assertThat(announce(5, 1).have(LENGTH)).isEqualTo(PIECES - 1);
    }

    @Test
    void aSwarmOfBothKindsExpiresEachByItsOwnRule() {
        VirtualPeer peer = swarm.joined("p", 1, "********");
        announce(6881, 100);
        swarm.now = 4 * HEARTBEAT;
        swarm.registry.expire();
        swarm.clients.expire();

        assertThat(counts()).isEqualTo("0 of 1");
        assertThat(code(peer::update)).isEqualTo(BusException.JOIN_AGAIN);
    }

    @Test
    void registeredPeersLeaveAndStockClientsStay() {
        VirtualPeer peer = swarm.joined("p", 1, "********");
        announce(6881, 100);
        swarm.registry.leave(new TrackerRequest.Leave(null, peer.peerId), VirtualSwarm.ORIGIN);

        assertThat(counts()).isEqualTo("0 of 1");
    }

    @Test
    void aViewKeepsTrackOfBothKinds() {
        VirtualPeer viewer = swarm.joined("v", 1, "........");
        VirtualPeer other = swarm.joined("o", 2, "*.......");
        StockMember client = announce(6881, 100);
        viewer.update();
        other.update(3);
        announce(6881, 0);

        viewer.update();

        assertThat(viewer.view)
                .isEqualTo(Map.of(
                        other.peerId, VirtualSwarm.has("*..*...."), client.peerId(), VirtualSwarm.has("********")));
    }

    @Test
    void tellsClientsByTheirPeerIds() {
        assertThat(List.of("-LT2080-abcdefghijkl", "A2-1-36-0-abcdefghij", "M7-9-2--abcdefghijkl").stream()
                        .map(id -> ClientName.of(new PeerId(ByteString.utf8(id)))))
                .containsExactly("libtorrent", "aria2", "client");
    }
}
