package io.starling.policy;

import io.starling.torrent.PieceSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Chooses what to ask twice when nothing else can be asked. */
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
        return choose(live, book, count, request -> canRepeat(request, book, offered, nowNanos));
    }

    /** Likewise, but only requests that are late. */
    static <P> List<Request<P>> chooseLate(
            Collection<Request<P>> live, PeerBook<P> book, PieceSet offered, int count, long nowNanos) {
        List<Request<P>> late =
                live.stream().takeWhile(request -> request.isLate(nowNanos)).toList();
        return choose(
                late, book, count, request -> request.isLate(nowNanos) && canRepeat(request, book, offered, nowNanos));
    }

    private static <P> List<Request<P>> choose(
            Collection<Request<P>> live, PeerBook<P> book, int count, Predicate<Request<P>> isWanted) {
        int room = Math.min(count, RequestLedger.END_GAME_OUTSTANDING - book.asked.size());
        List<Request<P>> chosen = new ArrayList<>();
        if (room <= 0) {
            return chosen;
        }
        Set<PeerBook<P>> seen = new HashSet<>();
        for (Request<P> oldest : live) {
            if (seen.add(oldest.book)) {
                addLastOf(oldest.book, chosen, room, isWanted);
            }
            if (chosen.size() == room) {
                break;
            }
        }
        return chosen;
    }

    private static <P> void addLastOf(
            PeerBook<P> owing, List<Request<P>> chosen, int room, Predicate<Request<P>> isWanted) {
        List<Request<P>> requests = new ArrayList<>(owing.asked.values());
        for (int i = requests.size() - 1; i >= 0 && chosen.size() < room; i--) {
            if (isWanted.test(requests.get(i))) {
                chosen.add(requests.get(i));
            }
        }
    }

    private static <P> boolean canRepeat(Request<P> request, PeerBook<P> book, PieceSet offered, long nowNanos) {
        return offered.contains(request.piece.piece)
                && !request.piece.isSolo()
                && copiesThatCount(request, book, nowNanos) < RequestLedger.MAX_COPIES
                && !book.hasQueued(request.block, nowNanos);
    }

    /** Requests that are late do not count; nor, for a peer that is known to send, those to peers that are not. */
    private static <P> long copiesThatCount(Request<P> request, PeerBook<P> book, long nowNanos) {
        return request.piece.copies(
                request.index(), copy -> !copy.isLate(nowNanos) && (copy.book.isProven() || !book.isProven()));
    }
}
