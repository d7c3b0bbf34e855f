package io.starling.policy.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** The peers of a scenario, as they come, meet and go. Plays the tracker: who arrives learns of those who are there. */
final class Crowd {
    /** A run that takes so long has got stuck. */
    private static final Duration LATEST = Duration.ofHours(2);

    private final Scenario scenario;
    private final VirtualTime time = new VirtualTime();
    private final Random random;
    private final List<SimPeer> peers = new ArrayList<>();
    private final List<SimPeer> present = new ArrayList<>();
    private int unfinished;

    Crowd(Scenario scenario) {
        this.scenario = scenario;
        this.random = new Random(scenario.seed());
    }

    Outcome run() {
        for (PeerSpec spec : scenario.peers()) {
            SimPeer peer = new SimPeer(peers.size(), spec, scenario, time, random.nextLong(), this::completed);
            peers.add(peer);
            unfinished += spec.isToComplete() ? 1 : 0;
            time.after(spec.arrives().toNanos(), () -> arrive(peer));
            time.after(spec.leaves().toNanos(), () -> leave(peer));
        }
        time.runUntil(() -> unfinished == 0, LATEST);
        return new Outcome(scenario, peers.stream().map(SimPeer::result).toList());
    }

    private void arrive(SimPeer peer) {
        List<SimPeer> others = new ArrayList<>(present);
        Collections.shuffle(others, random);
        others.stream()
                .limit(scenario.connections())
                .forEach(other -> SimConnection.connect(peer, other, scenario.delay(), time));
        present.add(peer);
        peer.start();
    }

    private void leave(SimPeer peer) {
        present.remove(peer);
        peer.stop();
    }

    private void completed(SimPeer peer) {
        unfinished -= peer.spec().isToComplete() ? 1 : 0;
    }
}
