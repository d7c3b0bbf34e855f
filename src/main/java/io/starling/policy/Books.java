package io.starling.policy;

import io.starling.torrent.Block;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All requests that are not answered, by peer and by age. Owned by a {@link RequestLedger}. */
final class Books<P> {
    private final Map<P, PeerBook<P>> books = new IdentityHashMap<>();
    private long turns;

    /** The peer's book, a new one if it has none. */
    PeerBook<P> open(P peer) {
        PeerBook<P> book = books.get(peer);
        if (book == null) {
            book = new PeerBook<>(peer);
            books.put(peer, book);
        }
        return book;
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

    /** The books of the peers that have not answered all, the one first that has kept us waiting longest. */
    List<PeerBook<P>> owing() {
        return books.values().stream()
                .filter(book -> !book.asked.isEmpty())
                .sorted(Comparator.comparingLong(PeerBook::oldestTurn))
                .toList();
    }

    Block ask(PeerBook<P> book, BegunPiece<P> piece, Block block, long nowNanos) {
        Request<P> request = new Request<>(book, piece, block, nowNanos, turns++);
        piece.ask(request);
        book.asked.add(request);
        return block;
    }

    /** Takes the request off its peer's book, leaving it on its piece's. */
    void strike(Request<P> request) {
        request.book.asked.remove(request);
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
        for (PeerBook<P> book : books.values()) {
            Request<P> request = book.asked.oldest();
            while (request != null && nowNanos - request.askedAtNanos >= age.toNanos()) {
                old.add(request);
                request = request.newer;
            }
        }
        return old;
    }
}
