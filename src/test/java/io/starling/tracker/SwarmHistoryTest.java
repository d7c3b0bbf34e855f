package io.starling.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.SwarmView;
import io.starling.torrent.PeerId;
import io.starling.torrent.PieceSet;
import io.starling.tracker.VirtualSwarm.VirtualPeer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random histories of a swarm. The oracle is the peers themselves: what a viewer has put together from deltas must be
 * what the members of its view have at that moment.
 */
class SwarmHistoryTest {
    private static final int PIECES = 40;

    private final List<VirtualPeer> alive = new ArrayList<>();
    private int ports;

    @ParameterizedTest
    @CsvSource({"1, 5", "2, 20", "3, 51", "4, 52", "5, 80", "6, 150", "7, 3"})
    void aViewerThatAppliesDeltasAlwaysKnowsTheTruth(long seed, int size) {
        VirtualSwarm swarm = new VirtualSwarm(PIECES, seed);
        Random random = new Random(seed);
        for (int step = 0; step < 4_000; step++) {
            act(swarm, random, size);
            if (!alive.isEmpty()) {
                VirtualPeer viewer = alive.get(random.nextInt(alive.size()));
                viewer.update();
                assertKnowsTheTruth(viewer, "seed " + seed + ", step " + step);
            }
        }
        alive.forEach(VirtualPeer::update);
        alive.forEach(VirtualPeer::update);
        alive.forEach(viewer -> assertKnowsTheTruth(viewer, "seed " + seed + ", end"));
    }

    private void act(VirtualSwarm swarm, Random random, int size) {
        int dice = random.nextInt(100);
        VirtualPeer someone = alive.isEmpty() ? null : alive.get(random.nextInt(alive.size()));
        if (someone == null || alive.size() < size && dice < 20) {
            alive.add(swarm.joined("p" + ++ports, ports, picture(random)));
        } else if (dice < 75) {
            Integer[] pieces = random.ints(random.nextInt(5), 0, PIECES).boxed().toArray(Integer[]::new);
            someone.update(pieces);
        } else if (dice < 80) {
            someone.updateUnheard(random.nextInt(PIECES));
        } else if (dice < 85) {
            someone.join(picture(random));
        } else if (dice < 88) {
            someone.register("10.0.0." + random.nextInt(200), VirtualSwarm.ORIGIN);
        } else if (dice < 94) {
            alive.remove(someone);
            someone.leave();
        } else if (dice < 95) {
            expireAllBut(swarm, someone);
        }
    }

    private void expireAllBut(VirtualSwarm swarm, VirtualPeer someone) {
        swarm.now += 2 * VirtualSwarm.HEARTBEAT;
        someone.update();
        swarm.now += 2 * VirtualSwarm.HEARTBEAT;
        swarm.registry.expire();
        alive.retainAll(List.of(someone));
    }

    private static String picture(Random random) {
        return IntStream.range(0, PIECES)
                .mapToObj(i -> random.nextInt(3) == 0 ? "*" : ".")
                .reduce("", String::concat);
    }

    private void assertKnowsTheTruth(VirtualPeer viewer, String where) {
        Map<PeerId, PieceSet> truth = new HashMap<>();
        alive.forEach(peer -> truth.put(peer.peerId, peer.has));
        truth.remove(viewer.peerId);
        assertThat(viewer.last.peersTotal()).as(where).isEqualTo(alive.size());
        assertThat(viewer.last.seedsTotal()).as(where).isEqualTo((int)
                alive.stream().filter(peer -> peer.has.isComplete()).count());
        assertThat(viewer.view).as(where).hasSize(Math.min(SwarmView.MAX_PEERS, truth.size()));
        assertThat(truth.entrySet()).as(where).containsAll(viewer.view.entrySet());
    }

    @Test
    void aLargeSwarmIsOneWholeThroughViewsOfFifty() {
        VirtualSwarm swarm = new VirtualSwarm(1, 8);
        for (int i = 1; i <= 500; i++) {
            alive.add(swarm.joined("p" + i, i, "."));
        }
        alive.forEach(VirtualPeer::update);

        assertThat(alive).allSatisfy(peer -> assertThat(peer.view).hasSize(SwarmView.MAX_PEERS));
        assertThat(reachable(alive.get(0))).hasSize(500);
        assertThat(reachable(alive.get(499))).hasSize(500);
    }

    /** Connections go both ways, whoever dials. */
    private Set<PeerId> reachable(VirtualPeer from) {
        Map<PeerId, Set<PeerId>> links = new HashMap<>();
        for (VirtualPeer peer : alive) {
            for (PeerId other : peer.view.keySet()) {
                links.computeIfAbsent(peer.peerId, unused -> new HashSet<>()).add(other);
                links.computeIfAbsent(other, unused -> new HashSet<>()).add(peer.peerId);
            }
        }
        Set<PeerId> reached = new HashSet<>(Set.of(from.peerId));
        Deque<PeerId> next = new ArrayDeque<>(reached);
        while (!next.isEmpty()) {
            for (PeerId other : links.getOrDefault(next.remove(), Set.of())) {
                if (reached.add(other)) {
                    next.add(other);
                }
            }
        }
        return reached;
    }

    @Test
    void aViewStaysTheSameWhileItsMembersStay() {
        VirtualSwarm swarm = new VirtualSwarm(1, 9);
        for (int i = 1; i <= 120; i++) {
            alive.add(swarm.joined("p" + i, i, "."));
        }
        VirtualPeer viewer = alive.get(60);
        viewer.update();
        Set<PeerId> before = Set.copyOf(viewer.view.keySet());
        for (int i = 121; i <= 200; i++) {
            swarm.joined("p" + i, i, ".").update();
            viewer.update();
        }

        assertThat(viewer.view.keySet()).isEqualTo(before);
    }

    @Test
    void aViewIsFilledAgainWhenItsMembersLeave() {
        VirtualSwarm swarm = new VirtualSwarm(1, 10);
        for (int i = 1; i <= 120; i++) {
            alive.add(swarm.joined("p" + i, i, "."));
        }
        VirtualPeer viewer = alive.get(60);
        viewer.update();
        Set<PeerId> before = Set.copyOf(viewer.view.keySet());
        List<VirtualPeer> leaving = alive.stream()
                .filter(peer -> before.contains(peer.peerId))
                .limit(20)
                .toList();
        leaving.forEach(VirtualPeer::leave);

        SwarmView reply = viewer.update();

        assertThat(reply.left()).hasSize(20);
        assertThat(reply.peers()).hasSize(20);
        assertThat(viewer.view).hasSize(SwarmView.MAX_PEERS);
    }

    /** 2^21 pieces are 256 KiB a bitfield: fifty of them in base64 would be longer than a frame. */
    @Test
    void theLargestTorrentsComeInSeveralReplies() {
        int pieces = 1 << 21;
        VirtualSwarm swarm = new VirtualSwarm(pieces, 11);
        for (int i = 1; i <= 20; i++) {
            VirtualPeer peer = swarm.peer("p" + i, i);
            peer.register();
            peer.join(PieceSet.none(pieces));
            alive.add(peer);
        }
        VirtualPeer viewer = alive.get(19);
        assertThat(viewer.last.peers()).hasSize(View.MAX_BITFIELD_BYTES / (pieces / 8));

        viewer.update();

        assertThat(viewer.last.full()).isFalse();
        assertThat(viewer.view).hasSize(19);
    }
}
