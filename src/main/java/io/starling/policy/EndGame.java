package io.starling.policy;

import io.starling.torrent.PieceSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Chooses what to ask twice when every missing block is on its way. */
final class EndGame {
    private EndGame() {}

    /**
     * Up to {@code count} requests to others that the peer is to be asked for too: those of the peer that has kept us
     * waiting longest, the one first that it would come to last. (What it would come to first is likely on its way.)
     *
     * @param live all requests on the books, the oldest first
     */
    static <P> List<Request<P>> choose(
            Collection<Request<P>> live, PeerBook<P> book, PieceSet offered, int count, long nowNanos) {
        int room = Math.min(count, RequestLedger.END_GAME_OUTSTANDING - book.asked.size());
        List<Request<P>> chosen = new ArrayList<>();
        if (room <= 0) {
            return chosen;
        }
        for (PeerBook<P> owing : owing(live)) {
            List<Request<P>> requests = new ArrayList<>(owing.asked.values());
            for (int i = requests.size() - 1; i >= 0; i--) {
                if (canRepeat(requests.get(i), book, offered, nowNanos)) {
                    chosen.add(requests.get(i));
                    if (chosen.size() == room) {
                        return chosen;
                    }
                }
            }
        }
        return chosen;
    }

    /** Who owes us blocks, by its oldest request. */
    private static <P> Set<PeerBook<P>> owing(Collection<Request<P>> live) {
        Set<PeerBook<P>> books = new LinkedHashSet<>();
        live.forEach(request -> books.add(request.book));
        return books;
    }

    private static <P> boolean canRepeat(Request<P> request, PeerBook<P> book, PieceSet offered, long nowNanos) {
        return offered.contains(request.piece.piece)
                && request.piece.copies(request.index()) < RequestLedger.MAX_COPIES
                && !book.hasQueued(request.block, nowNanos);
    }
}
