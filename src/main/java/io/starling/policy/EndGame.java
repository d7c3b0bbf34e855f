package io.starling.policy;

import io.starling.torrent.PieceSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Chooses what to ask twice when every missing block is on its way. */
final class EndGame {
    private EndGame() {}

    /**
     * Up to {@code count} requests to others that the peer is to be asked for too, from the peer that has kept us
     * waiting longest.
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
        for (Request<P> request : live) {
            if (chosen.size() == room) {
                break;
            }
            if (offered.contains(request.piece.piece)
                    && request.piece.copies(request.index()) < RequestLedger.MAX_COPIES
                    && !book.hasQueued(request.block, nowNanos)) {
                chosen.add(request);
            }
        }
        return chosen;
    }
}
