package io.starling.policy;

import io.starling.torrent.Block;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All requests that are not answered, by peer and by age. Owned by a {@link RequestLedger}. */
final class Books<P> {
    private final Map<P, PeerBook<P>> books = new IdentityHashMap<>();
    /** The oldest first. */
    private final Set<Request<P>> live = new LinkedHashSet<>();

    /** The peer's book, a new one if it has none. */
    PeerBook<P> open(P peer) {
        return books.computeIfAbsent(peer, PeerBook::new);
    }

    @Nullable
    PeerBook<P> find(@Nullable P peer) {
        return books.get(peer);
    }

    /** The peer's book, which it has no more. */
    @Nullable
    PeerBook<P> close(P peer) {
        return books.remove(peer);
    }

    /** All requests, the oldest first; a view. */
    Collection<Request<P>> live() {
        return Collections.unmodifiableSet(live);
    }

    Block ask(PeerBook<P> book, BegunPiece<P> piece, Block block, long nowNanos) {
        Request<P> request = new Request<>(book, piece, block, nowNanos);
        piece.ask(request);
        book.asked.put(block, request);
        live.add(request);
        return block;
    }

    /** Takes the request off its peer's book, leaving it on its piece's. */
    void strike(Request<P> request) {
        live.remove(request);
        request.book.asked.remove(request.block);
    }

    /** The peer has answered; returns whether it had been asked, now or earlier. */
    boolean settle(PeerBook<P> book, Block block) {
        Request<P> request = book.asked.get(block);
        if (request == null) {
            return book.answeredEarlier(block);
        }
        strike(request);
        return true;
    }

    /** Takes what is still asked of the piece off the books. */
    void takeBack(BegunPiece<P> piece) {
        for (Request<P> request : piece.requests()) {
            strike(request);
            request.book.rememberQueued(request);
        }
    }

    /** The requests that are at least so old. */
    List<Request<P>> olderThan(Duration age, long nowNanos) {
        List<Request<P>> old = new ArrayList<>();
        for (Request<P> request : live) {
            if (nowNanos - request.askedAtNanos < age.toNanos()) {
                break;
            }
            old.add(request);
        }
        return old;
    }
}
