package io.starling.policy.sim;

import io.starling.policy.RequestLedger.Worth;
import io.starling.torrent.Block;
import io.starling.torrent.PieceSet;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What happened to one peer. */
final class Tally {
    private static final long NEVER = -1;

    private final Map<Worth, Integer> blocks = new EnumMap<>(Worth.class);
    private final Set<Integer> piecesAsked = new LinkedHashSet<>();
    private int rejects;
    private int damaged;
    private long arrivedNanos;
    private long completedNanos = NEVER;

    void arrivedAt(long nanos) {
        arrivedNanos = nanos;
    }

    void completedAt(long nanos) {
        completedNanos = nanos;
    }

    void asked(List<Block> requested) {
        requested.forEach(block -> piecesAsked.add(block.piece()));
    }

    void arrived(Worth worth) {
        blocks.merge(worth, 1, Integer::sum);
    }

    void rejected() {
        rejects++;
    }

    void damaged() {
        damaged++;
    }

    Outcome.Result result(PeerSpec spec, PieceSet pieces, long bytesSent) {
        return new Outcome.Result(
                spec,
                pieces.isComplete(),
                completedNanos == NEVER ? Double.NaN : (completedNanos - arrivedNanos) / 1e9,
                count(Worth.BLOCK) + count(Worth.LAST_BLOCK),
                count(Worth.DUPLICATE),
                count(Worth.UNREQUESTED),
                rejects,
                damaged,
                bytesSent,
                List.copyOf(piecesAsked));
    }

    private int count(Worth worth) {
        return blocks.getOrDefault(worth, 0);
    }
}
