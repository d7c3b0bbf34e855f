package io.starling.swarm;

import io.starling.policy.Choker;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Carries out what the {@link Choker} decides: in rounds, and whenever somebody's interest changes. */
final class Chokes {
    private final Uploads uploads;
    private final Choker<Remote> choker = new Choker<>(new Random());
    private long nextRoundNanos = System.nanoTime();

    Chokes(Uploads uploads) {
        this.uploads = uploads;
    }

    /** Decides anew when a round is over. */
    void round(Collection<Remote> remotes, boolean isSeeding, long nowNanos) {
        if (nowNanos - nextRoundNanos >= 0) {
            decide(remotes, isSeeding, nowNanos);
        }
    }

    /** Decides anew now: somebody wants something, or wants nothing more. */
    void decide(Collection<Remote> remotes, boolean isSeeding, long nowNanos) {
        nextRoundNanos = nowNanos + Choker.ROUND.toNanos();
        List<Choker.Candidate<Remote>> candidates = remotes.stream()
                .map(remote -> new Choker.Candidate<>(
                        remote,
                        remote.connection.isRemoteInterested(),
                        remote.isStarling(),
                        remote.down.bytesPerSecond(nowNanos),
                        remote.up.bytesPerSecond(nowNanos),
                        remote.connectedNanos))
                .toList();
        Set<Remote> unchoked = choker.unchoke(candidates, isSeeding, nowNanos);
        for (Remote remote : remotes) {
            if (unchoked.contains(remote)) {
                remote.connection.setChoking(false);
            } else if (!remote.connection.isChoking()) {
                uploads.choke(remote);
            }
        }
    }
}
