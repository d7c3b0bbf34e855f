package io.starling.tracker;

import static io.starling.tracker.VirtualSwarm.HEARTBEAT;
import static io.starling.tracker.VirtualSwarm.INFO_HASH;
import static io.starling.tracker.VirtualSwarm.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.bencode.ByteString;
import io.starling.bus.BusException;
import io.starling.bus.SwarmSnapshot;
import io.starling.bus.SwarmView;
import io.starling.bus.TrackerRequest;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.starling.torrent.PieceSet;
import io.starling.torrent.TransferStatus;
import io.starling.tracker.VirtualSwarm.VirtualPeer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SwarmRegistryTest {
    private final VirtualSwarm swarm = new VirtualSwarm(8, 1);

    @Nested
    class Views {
        @Test
        void theFirstReplyIsTheWholeOfIt() {
            VirtualPeer a = swarm.joined("a", 1, "********");
            VirtualPeer b = swarm.joined("b", 2, "*.......");

            assertThat(b.last.full()).isTrue();
            assertThat(b.picture(a)).isEqualTo(Map.of(1, "********"));
            assertThat(b.last.peersTotal()).isEqualTo(2);
            assertThat(b.last.seedsTotal()).isEqualTo(1);
            assertThat(b.last.pieces()).isEqualTo(8);
        }

        @Test
        void thoseWhoWereThereHearOfANewPeerWithAllItHas() {
            VirtualPeer a = swarm.joined("a", 1, "********");
            VirtualPeer b = swarm.joined("b", 2, "*.......");

            SwarmView reply = a.update();

            assertThat(reply.full()).isFalse();
            assertThat(reply.peers())
                    .containsExactly(
                            new SwarmView.Member(b.peerId, "b", "10.0.0.1", 2, ByteString.ofHex("80"), null, false));
        }

        @Test
        void aKnownPeerIsToldByItsNewPiecesOnly() {
            VirtualPeer a = swarm.joined("a", 1, "........");
            VirtualPeer b = swarm.joined("b", 2, "*.......");
            a.update();
            b.update(3, 5);
            b.update(4);

            SwarmView reply = a.update();

            assertThat(reply.peers())
                    .containsExactly(new SwarmView.Member(b.peerId, "b", "10.0.0.1", 2, null, List.of(3, 5, 4), false));
            assertThat(a.picture(b)).isEqualTo(Map.of(2, "*..***.."));
        }

        @Test
        void nothingNewLeavesTheVersionAsItIs() {
            VirtualPeer a = swarm.joined("a", 1, "........");
            swarm.joined("b", 2, "*.......");
            SwarmView first = a.update();

            SwarmView second = a.update(1, 2, 3);

            assertThat(second.full()).isFalse();
            assertThat(second.peers()).isEmpty();
            assertThat(second.version()).isEqualTo(first.version());
        }

        @Test
        void aPieceThatIsReportedTwiceIsToldOnce() {
            VirtualPeer a = swarm.joined("a", 1, "........");
            VirtualPeer b = swarm.joined("b", 2, "*.......");
            a.update();
            b.update(3, 3, 0);
            b.update(3);

            assertThat(a.update().peers().get(0).pieces()).containsExactly(3);
        }

        @Test
        void thePieceThatCompletesAPeerSaysSo() {
            VirtualPeer a = swarm.joined("a", 1, "........");
            VirtualPeer b = swarm.joined("b", 2, "*******.");
            a.update();
            b.update(7);

            SwarmView reply = a.update();

            assertThat(reply.peers().get(0).complete()).isTrue();
            assertThat(reply.seedsTotal()).isEqualTo(1);
        }

        @Test
        void whoeverLeavesIsNamedOnce() {
            VirtualPeer a = swarm.joined("a", 1, "........");
            VirtualPeer b = swarm.joined("b", 2, "********");
            a.update();
            b.leave();

            SwarmView reply = a.update();

            assertThat(reply.left()).containsExactly(b.peerId);
            assertThat(reply.peersTotal()).isEqualTo(1);
            assertThat(reply.seedsTotal()).isZero();
            assertThat(a.update().left()).isEmpty();
        }

        @Test
        void whoeverCameAndWentUnnoticedIsNotNamed() {
            VirtualPeer a = swarm.joined("a", 1, "........");
            swarm.joined("b", 2, "********").leave();

            assertThat(a.update().left()).isEmpty();
        }

        @Test
        void aReplyThatWasLostIsMadeGoodByAFullOne() {
            VirtualPeer a = swarm.joined("a", 1, "........");
            VirtualPeer b = swarm.joined("b", 2, "*.......");
            a.update();
            b.update(1);
            a.updateUnheard();
            b.update(2);

            SwarmView reply = a.update();

            assertThat(reply.full()).isTrue();
            assertThat(a.picture(b)).isEqualTo(Map.of(2, "***....."));
        }

        @Test
        void aPeerThatJoinsAgainWithLessReplacesWhatWasKnown() {
            VirtualPeer a = swarm.joined("a", 1, "........");
            VirtualPeer b = swarm.joined("b", 2, "********");
            a.update();
            b.join("**......");

            SwarmView reply = a.update();

            assertThat(reply.full()).isFalse();
            assertThat(a.picture(b)).isEqualTo(Map.of(2, "**......"));
            assertThat(reply.seedsTotal()).isZero();
            assertThat(reply.peersTotal()).isEqualTo(2);
        }

        @Test
        void aPeerThatMovesIsToldWithItsNewAddress() {
            VirtualPeer a = swarm.joined("a", 1, "........");
            VirtualPeer b = swarm.joined("b", 2, "********");
            a.update();
            b.register("10.9.9.9", VirtualSwarm.ORIGIN);

            assertThat(a.update().peers()).extracting(SwarmView.Member::host).containsExactly("10.9.9.9");
            assertThat(a.update().peers()).isEmpty();
        }

        @Test
        void thirtyPeersSeeTwentyNineEach() {
            List<VirtualPeer> peers = IntStream.rangeClosed(1, 30)
                    .mapToObj(i -> swarm.joined("p" + i, i, "........"))
                    .toList();

            peers.forEach(VirtualPeer::update);

            assertThat(peers)
                    .allSatisfy(peer -> assertThat(peer.view).hasSize(29).doesNotContainKey(peer.peerId));
        }

        @Test
        void moreNewsThanTheLogRemembersComeAsABitfield() {
            VirtualSwarm large = new VirtualSwarm(2_000, 1);
            VirtualPeer a = large.joined("a", 1, ".".repeat(2_000));
            VirtualPeer b = large.joined("b", 2, ".".repeat(2_000));
            a.update();
            b.update(IntStream.range(0, PieceLog.CAPACITY + 1).boxed().toArray(Integer[]::new));

            SwarmView reply = a.update();

            assertThat(reply.peers().get(0).bitfield()).isNotNull();
            assertThat(a.view.get(b.peerId)).isEqualTo(b.has);
        }
    }

    @Nested
    class Leasing {
        @Test
        void threeMissedHeartbeatsExpireAPeer() {
            VirtualPeer a = swarm.joined("a", 1, "........");
            VirtualPeer b = swarm.joined("b", 2, "********");
            a.update();

            swarm.now = 3 * HEARTBEAT;
            swarm.registry.expire();
            assertThat(a.update().left()).isEmpty();

            swarm.now = 3 * HEARTBEAT + 1;
            swarm.registry.expire();

            assertThat(a.update().left()).containsExactly(b.peerId);
            assertThat(swarm.said).anySatisfy(text -> assertThat(text).contains("b at 10.0.0.1:2", "expired"));
            assertThat(code(b::update)).isEqualTo(BusException.JOIN_AGAIN);
        }

        @Test
        void heartbeatsKeepAPeer() {
            VirtualPeer a = swarm.joined("a", 1, "........");
            for (int i = 0; i < 20; i++) {
                swarm.now += 2 * HEARTBEAT;
                swarm.registry.expire();
                a.update();
            }

            assertThat(a.last.peersTotal()).isEqualTo(1);
        }

        @Test
        void whoeverExpiredRegistersAndJoinsAgain() {
            VirtualPeer a = swarm.joined("a", 1, "***.....");
            swarm.now = 4 * HEARTBEAT;
            swarm.registry.expire();

            assertThat(code(() -> a.join("***....."))).isEqualTo(BusException.JOIN_AGAIN);
            a.register();

            assertThat(a.join("***.....").peersTotal()).isEqualTo(1);
        }

        @Test
        void aPeerThatIsInNoSwarmMayJoinLongAfterItRegistered() {
            VirtualPeer a = swarm.peer("a", 1);
            a.register();
            swarm.now = 100 * HEARTBEAT;
            swarm.registry.expire();

            assertThat(a.join("........").peersTotal()).isEqualTo(1);
        }

        @Test
        void aPeerThatIsInNoSwarmIsNotKeptForEver() {
            VirtualPeer a = swarm.peer("a", 1);
            a.register();
            swarm.now = 86_400_000;
            swarm.registry.expire();

            assertThat(code(() -> a.join("........"))).isEqualTo(BusException.JOIN_AGAIN);
        }

        @Test
        void aPeerThatWasRestartedTakesItsOwnPlace() {
            VirtualPeer watcher = swarm.joined("w", 9, "........");
            VirtualPeer before = swarm.joined("a", 1, "***.....");
            watcher.update();
            VirtualPeer after = swarm.joined("a", 1, "****....");

            SwarmView reply = watcher.update();

            assertThat(reply.left()).containsExactly(before.peerId);
            assertThat(reply.peersTotal()).isEqualTo(2);
            assertThat(watcher.picture(after)).isEqualTo(Map.of(1, "****...."));
        }
    }

    @Nested
    class Refusals {
        @Test
        void anUpdateToATrackerThatWasRestartedSaysJoinAgain() {
            VirtualPeer a = swarm.joined("a", 1, "........");
            swarm.restart("epoch-2");
            assertThat(code(a::update)).isEqualTo(BusException.JOIN_AGAIN);

            a.register();
            SwarmView reply = a.join("**......");

            assertThat(reply.epoch()).isEqualTo("epoch-2");
            assertThat(reply.full()).isTrue();
        }

        @Test
        void anUpdateWithAnotherEpochSaysJoinAgainEvenWhenThePeerIsKnown() {
            VirtualPeer a = swarm.joined("a", 1, "........");

            assertThat(code(() -> a.update("epoch-0", 0, List.of()))).isEqualTo(BusException.JOIN_AGAIN);
            assertThat(code(() -> a.update(null, 0, List.of()))).isZero();
        }

        @Test
        void whoeverDidNotRegisterOrJoinIsToldTo() {
            VirtualPeer a = swarm.peer("a", 1);
            assertThat(code(() -> a.join("........"))).isEqualTo(BusException.JOIN_AGAIN);
            a.register();
            assertThat(code(a::update)).isEqualTo(BusException.JOIN_AGAIN);
        }

        @ParameterizedTest
        @ValueSource(ints = {-1, 8, Integer.MAX_VALUE, Integer.MIN_VALUE})
        void aPieceOutsideTheTorrentIsRefusedAndNothingOfTheUpdateCounts(int piece) {
            VirtualPeer a = swarm.joined("a", 1, "........");
            VirtualPeer b = swarm.joined("b", 2, "........");
            a.update();

            assertThatThrownBy(() -> b.updateUnheard(1, piece))
                    .isInstanceOf(BusException.class)
                    .hasMessage("pieces: " + piece + " (expected: 0..7)");

            assertThat(a.update().peers()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "8000", "ffffffffffff"})
        void aBitfieldOfAnotherSizeIsRefused(String hex) {
            VirtualPeer a = swarm.peer("a", 1);
            a.register();

            assertThat(code(() -> a.join(ByteString.ofHex(hex)))).isEqualTo(BusException.MALFORMED);
        }

        @Test
        void aSpareBitIsRefused() {
            VirtualSwarm seven = new VirtualSwarm(7, 1);
            VirtualPeer a = seven.peer("a", 1);
            a.register();

            assertThat(code(() -> a.join(ByteString.ofHex("01")))).isEqualTo(BusException.MALFORMED);
        }

        @Test
        void nobodySpeaksForAPeerFromAnotherAddress() {
            VirtualPeer a = swarm.peer("a", 1);
            a.register("10.0.0.1", "10.0.0.1");
            String stranger = "10.6.6.6";
            TrackerRequest.Leave leave = new TrackerRequest.Leave(null, a.peerId);

            assertThat(code(() -> swarm.registry.leave(leave, stranger))).isEqualTo(BusException.JOIN_AGAIN);
            assertThat(code(() -> a.register(stranger, stranger))).isEqualTo(BusException.CONFLICT);
            assertThat(code(() -> swarm.registry.update(a.updateRequest(null, 0, List.of(), List.of()), stranger)))
                    .isEqualTo(BusException.JOIN_AGAIN);
            assertThat(code(() -> swarm.registry.leave(leave, "10.0.0.1"))).isZero();
        }

        @Test
        void tooManySwarmsOfOnePeerAreRefused() {
            VirtualPeer a = swarm.peer("a", 1);
            a.register();
            for (int i = 0; i < SwarmRegistry.MAX_SWARMS_PER_PEER; i++) {
                join(a, i);
            }

            assertThat(code(() -> join(a, SwarmRegistry.MAX_SWARMS_PER_PEER))).isEqualTo(BusException.TOO_LARGE);
        }

        private void join(VirtualPeer peer, int number) {
            InfoHash infoHash = InfoHash.ofHex(String.format("%040x", number));
            swarm.registry.join(
                    new TrackerRequest.Join(infoHash, peer.peerId, ByteString.ofHex("00"), TransferStatus.DOWNLOADING),
                    8,
                    VirtualSwarm.ORIGIN);
        }

        @Test
        void oneAddressCannotTakeThePlaceOfAllPeers() {
            int most = Quota.MAX_PEERS / Quota.PART_OF_ONE_ORIGIN;
            for (int i = 1; i <= most; i++) {
                swarm.peer("p" + i, i).register("10.6.6.6", "10.6.6.6");
            }

            assertThat(code(() -> swarm.peer("q", 1).register("10.6.6.6", "10.6.6.6")))
                    .isEqualTo(BusException.TOO_LARGE);
            assertThat(code(() -> swarm.peer("r", 1).register("10.0.0.2", "10.0.0.2")))
                    .isZero();
        }

        @Test
        void whoeverLeavesMakesRoom() {
            int most = Quota.MAX_PEERS / Quota.PART_OF_ONE_ORIGIN;
            for (int i = 0; i < 2 * most; i++) {
                VirtualPeer peer = swarm.peer("p", 1 + i % 65_000);
                peer.register("10.6.6.6", "10.6.6.6");
                swarm.registry.leave(new TrackerRequest.Leave(null, peer.peerId), "10.6.6.6");
            }

            assertThat(code(() -> swarm.peer("q", 1).register("10.6.6.6", "10.6.6.6")))
                    .isZero();
        }

        @Test
        void tooManyLinksAreRefused() {
            VirtualPeer a = swarm.joined("a", 1, "........");
            List<TrackerRequest.Link> links =
                    Collections.nCopies(SwarmRegistry.MAX_LINKS_PER_UPDATE + 1, new TrackerRequest.Link("a", "b", 1));

            assertThat(code(() ->
                            swarm.registry.update(a.updateRequest(null, 0, List.of(), links), VirtualSwarm.ORIGIN)))
                    .isEqualTo(BusException.TOO_LARGE);
        }
    }

    @Nested
    class Leaving {
        @Test
        void oneSwarmLeavesThePeerRegistered() {
            VirtualPeer a = swarm.joined("a", 1, "........");
            swarm.registry.leave(new TrackerRequest.Leave(INFO_HASH, a.peerId), VirtualSwarm.ORIGIN);
            assertThat(code(a::update)).isEqualTo(BusException.JOIN_AGAIN);

            assertThat(a.join("........").peersTotal()).isEqualTo(1);
        }

        @Test
        void twiceIsNoError() {
            VirtualPeer a = swarm.joined("a", 1, "........");
            a.leave();

            assertThat(code(a::leave)).isZero();
            assertThat(code(() -> swarm.registry.leave(
                            new TrackerRequest.Leave(INFO_HASH, PeerId.random()), VirtualSwarm.ORIGIN)))
                    .isZero();
        }
    }

    @Nested
    class Showing {
        private SwarmSnapshot snapshot() {
            CatalogueEntry entry = new CatalogueEntry(INFO_HASH, new PublishedName("big", 0), 131_072, 8, false, 300);
            return Snapshots.of(entry, swarm.swarms.get(INFO_HASH), List.of());
        }

        @Test
        void aSwarmThatChangedIsTakenOnce() {
            VirtualPeer a = swarm.joined("a", 1, "........");
            assertThat(swarm.swarms.takeChanged(10)).containsExactly(INFO_HASH);
            assertThat(swarm.swarms.takeChanged(10)).isEmpty();

            a.leave();

            assertThat(swarm.swarms.takeChanged(10)).containsExactly(INFO_HASH);
            assertThat(snapshot().peers()).isEmpty();
        }

        @Test
        void aSnapshotShowsWhoHasWhat() {
            swarm.joined("a", 1, "********");
            VirtualPeer b = swarm.joined("b", 2, "**......");
            swarm.registry.update(
                    b.updateRequest(null, 0, List.of(2), List.of(new TrackerRequest.Link("a", "b", 9))),
                    VirtualSwarm.ORIGIN);

            SwarmSnapshot snapshot = snapshot();

            assertThat(snapshot.peersTotal()).isEqualTo(2);
            assertThat(snapshot.seedsTotal()).isEqualTo(1);
            assertThat(snapshot.availability()).containsExactly(2.0, 2.0, 2.0, 1.0, 1.0, 1.0, 1.0, 1.0);
            assertThat(snapshot.links()).containsExactly(new TrackerRequest.Link("a", "b", 9));
            assertThat(snapshot.peers())
                    .containsExactly(
                            new SwarmSnapshot.Member(
                                    "a", "10.0.0.1", 1, TransferStatus.DOWNLOADING, 8, null, 0, 0, 0, 0),
                            new SwarmSnapshot.Member(
                                    "b",
                                    "10.0.0.1",
                                    2,
                                    TransferStatus.DOWNLOADING,
                                    3,
                                    ByteString.ofHex("e0"),
                                    10,
                                    20,
                                    30,
                                    40));
        }

        @Test
        void aFlowThatBothEndsReportIsOne() {
            VirtualPeer a = swarm.joined("a", 1, "********");
            VirtualPeer b = swarm.joined("b", 2, "........");
            for (VirtualPeer peer : List.of(a, b)) {
                TrackerRequest.Link link = new TrackerRequest.Link("a", "b", peer.port);
                swarm.registry.update(peer.updateRequest(null, 0, List.of(), List.of(link)), VirtualSwarm.ORIGIN);
            }

            assertThat(snapshot().links()).containsExactly(new TrackerRequest.Link("a", "b", 2));
        }

        @Test
        void anEmptyTorrentIsComplete() {
            VirtualSwarm empty = new VirtualSwarm(0, 1);
            VirtualPeer a = empty.peer("a", 1);
            a.register();

            assertThat(a.join(PieceSet.none(0)).seedsTotal()).isEqualTo(1);
            assertThat(Snapshots.of(
                                    new CatalogueEntry(INFO_HASH, new PublishedName("e", 0), 0, 0, false, 1),
                                    Optional.of(empty.swarms.get(INFO_HASH).orElseThrow()),
                                    List.of())
                            .availability())
                    .isEmpty();
        }
    }
}
