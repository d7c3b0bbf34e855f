package io.starling.policy.sim;

import io.starling.torrent.Block;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What became of a scenario. Its text names the seed that repeats it. */
record Outcome(Scenario scenario, List<Result> peers) {
    /**
     * One peer at the end.
     *
     * @param seconds from its arrival until it was complete, or NaN
     * @param useful blocks that were missing when they came
     * @param duplicates blocks that were here already
     * @param unrequested blocks that it had not asked for
     * @param damagedPieces pieces that came whole and not sound
     * @param piecesAsked in the order in which it asked for them first
     */
    record Result(
            PeerSpec spec,
            boolean isComplete,
            double seconds,
            int useful,
            int duplicates,
            int unrequested,
            int rejects,
            int damagedPieces,
            long bytesSent,
            List<Integer> piecesAsked) {}

    Outcome {
        peers = List.copyOf(peers);
    }

    /** Those whom the run waits for. */
    List<Result> leeches() {
        return peers.stream().filter(peer -> peer.spec().isToComplete()).toList();
    }

    boolean isComplete() {
        return leeches().stream().allMatch(Result::isComplete);
    }

    /** Until the last one was complete. */
    double makespanSeconds() {
        return leeches().stream().mapToDouble(Result::seconds).max().orElse(Double.NaN);
    }

    /**
     * The least time in which one seed can serve N others when all links are equal: M + ⌊log₂ N⌋ piece-times (Mundinger,
     * Weber, Weiss 2008).
     */
    double boundSeconds() {
        PeerSpec any = leeches().get(0).spec();
        int doublings = 31 - Integer.numberOfLeadingZeros(leeches().size());
        double pieceSeconds = scenario.grid().pieceLength() / Math.min(any.up(), any.down());
        return (scenario.grid().pieces() + doublings) * pieceSeconds;
    }

    double ratio() {
        return makespanSeconds() / boundSeconds();
    }

    /** Blocks that came although they were here, by those that were useful. */
    double duplicateShare() {
        long useful = leeches().stream().mapToLong(Result::useful).sum();
        return (double) leeches().stream().mapToLong(Result::duplicates).sum() / useful;
    }

    int unrequested() {
        return peers.stream().mapToInt(Result::unrequested).sum();
    }

    /** The share of time until the end that the uplinks of those who stayed were sending. */
    double uplinkUse() {
        Stream<Result> stayed =
                peers.stream().filter(peer -> peer.spec().leaves().equals(PeerSpec.NEVER));
        return stayed.mapToDouble(peer -> peer.bytesSent() / peer.spec().up() / makespanSeconds())
                .average()
                .orElse(Double.NaN);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d peers, %d pieces of %d blocks, %s, seed %d: %d of %d complete, %.1f s, %.2f of the bound, %.2f %% duplicates, uplinks %.0f %% in use",
                peers.size(),
                scenario.grid().pieces(),
                scenario.grid().pieceLength() / Block.LENGTH_BYTES,
                scenario.picker().configName(),
                scenario.seed(),
                leeches().stream().filter(Result::isComplete).count(),
                leeches().size(),
                makespanSeconds(),
                ratio(),
                100 * duplicateShare(),
                100 * uplinkUse());
    }
}
