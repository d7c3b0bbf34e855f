package io.starling.policy.sim;

import java.time.Duration;

/**
 * What kind of peer: its link, and how it behaves.
 *
 * @param up bytes per second
 * @param down bytes per second
 * @param isStarling whether it and its likes know one another as Starling peers
 * @param rejects the share of requests that it rejects though it could serve them
 * @param damages the share of blocks that it sends with other contents
 * @param stalls whether it takes requests and sends nothing
 * @param arrives when it comes
 * @param leaves when it goes, whatever it is doing
 */
record PeerSpec(
        double up,
        double down,
        boolean isSeed,
        boolean isStarling,
        double rejects,
        double damages,
        boolean stalls,
        Duration arrives,
        Duration leaves) {
    static final Duration NEVER = Duration.ofDays(1000);

    static PeerSpec leech(double rate) {
        return new PeerSpec(rate, rate, false, true, 0, 0, false, Duration.ZERO, NEVER);
    }

    static PeerSpec seed(double rate) {
        return new PeerSpec(rate, rate, true, true, 0, 0, false, Duration.ZERO, NEVER);
    }

    PeerSpec stranger() {
        return new PeerSpec(up, down, isSeed, false, rejects, damages, stalls, arrives, leaves);
    }

    PeerSpec rejecting(double share) {
        return new PeerSpec(up, down, isSeed, isStarling, share, damages, stalls, arrives, leaves);
    }

    PeerSpec damaging(double share) {
        return new PeerSpec(up, down, isSeed, isStarling, rejects, share, stalls, arrives, leaves);
    }

    PeerSpec stalling() {
        return new PeerSpec(up, down, isSeed, isStarling, rejects, damages, true, arrives, leaves);
    }

    PeerSpec arriving(Duration at) {
        return new PeerSpec(up, down, isSeed, isStarling, rejects, damages, stalls, at, leaves);
    }

    PeerSpec leaving(Duration at) {
        return new PeerSpec(up, down, isSeed, isStarling, rejects, damages, stalls, arrives, at);
    }

    /** Whether the run waits for it to complete. */
    boolean isToComplete() {
        return !isSeed && leaves.equals(NEVER);
    }
}
