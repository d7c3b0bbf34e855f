package io.starling.policy;

import io.starling.torrent.Block;
import io.starling.torrent.PieceSet;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one peer has been asked for, and what is remembered of earlier requests to it. */
final class PeerBook<P> {
    /** Answers to more earlier requests than this count as unrequested; as many as a peer queues for us. */
    private static final int MAX_EARLIER = 2_000;

    /** A request that a peer has had for so long is lost, and can be repeated: twice the time until it expires. */
    private static final Duration LOST_AFTER = Waiting.REQUEST_TIMEOUT.multipliedBy(2);

    /** So long no piece is asked of a peer that has rejected it, or we would ask as fast as it rejects. */
    private static final Duration REFUSAL = Duration.ofSeconds(5);

    final P peer;
    final AskedList<P> asked = new AskedList<>();
    /** The piece that blocks were asked from last. */
    @Nullable
    BegunPiece<P> current;

    private final Map<Block, Long> earlier = new LinkedHashMap<>();
    private final Set<Integer> refused = new HashSet<>();
    private long refusedAtNanos;
    private boolean isInDoubt;
    private boolean isProven;

    PeerBook(P peer) {
        this.peer = peer;
    }

    /** The request is off the books, and the peer may still answer it: it has it in its queue. */
    void rememberQueued(Request<P> request) {
        remember(request, request.askedAtNanos);
    }

    /** The request is off the books, and can be repeated, as the peer has no queue for us; it may have answered before. */
    void rememberDropped(Request<P> request) {
        remember(request, request.askedAtNanos - LOST_AFTER.toNanos());
    }

    private void remember(Request<P> request, long askedAtNanos) {
        earlier.remove(request.block);
        earlier.put(request.block, askedAtNanos);
        if (earlier.size() > MAX_EARLIER) {
            earlier.remove(earlier.keySet().iterator().next());
        }
    }

    /** The peer has answered a request of old; returns whether there was one. */
    boolean answeredEarlier(Block block) {
        return earlier.remove(block) != null;
    }

    /** Whether the peer should have the block in its queue still, by a request that is off the books. */
    boolean hasQueued(Block block, long nowNanos) {
        if (earlier.isEmpty()) {
            return false;
        }
        Long askedAtNanos = earlier.get(block);
        return askedAtNanos != null && nowNanos - askedAtNanos < LOST_AFTER.toNanos();
    }

    /** The turn of the oldest request that is on the books; there must be one. */
    long oldestTurn() {
        return Objects.requireNonNull(asked.oldest()).turn;
    }

    /** Looks whether the peer is late with its oldest request: then it is in doubt until it sends a block. */
    boolean isInDoubt(long nowNanos) {
        Request<P> oldest = asked.oldest();
        if (oldest != null) {
            doubt(oldest, nowNanos);
        }
        return isInDoubt;
    }

    /** This request of the peer is on the books until now. */
    void doubt(Request<P> request, long nowNanos) {
        if (request.isLate(nowNanos)) {
            isInDoubt = true;
            isProven = false;
        }
    }

    /** Whether the peer has sent blocks, and was not late since. */
    boolean isProven() {
        return isProven;
    }

    void trust() {
        isInDoubt = false;
        isProven = true;
    }

    void refused(int piece, long nowNanos) {
        refused.add(piece);
        refusedAtNanos = nowNanos;
    }

    /** What can be asked of the peer: the pieces that it offers and has not just refused. */
    PieceSet askable(PieceSet offered, long nowNanos) {
        if (refused.isEmpty()) {
            return offered;
        }
        if (nowNanos - refusedAtNanos >= REFUSAL.toNanos()) {
            refused.clear();
            return offered;
        }
        PieceSet askable = offered.copy();
        refused.forEach(askable::remove);
        return askable;
    }
}
