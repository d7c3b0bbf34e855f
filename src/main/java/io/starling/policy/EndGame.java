package io.starling.policy;

import io.starling.torrent.PieceSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Chooses what to ask twice when nothing else can be asked. */
final class EndGame {
    private EndGame() {}

    /**
     * Up to {@code count} requests to others that the peer is to be asked for too: those of the peer that has kept us
     * waiting longest, the one first that it would come to last. (What it would come to first is likely on its way.)
     *
     * @param owing the books with requests, the one that has kept us waiting longest first
     */
    static <P> List<Request<P>> choose(
            List<PeerBook<P>> owing, PeerBook<P> book, PieceSet offered, int count, long nowNanos) {
        return choose(owing, book, count, request -> canRepeat(request, book, offered, nowNanos));
    }

    /** Likewise, but only requests that are late. */
    static <P> List<Request<P>> chooseLate(
            List<PeerBook<P>> owing, PeerBook<P> book, PieceSet offered, int count, long nowNanos) {
        return choose(
                owing, book, count, request -> request.isLate(nowNanos) && canRepeat(request, book, offered, nowNanos));
    }

    /** The first of these in the order of their blocks, and those that follow it without a gap. */
    static <P> List<Request<P>> neighbours(List<Request<P>> requests) {
        List<Request<P>> sorted = new ArrayList<>(requests);
        sorted.sort(Comparator.<Request<P>>comparingInt(request -> request.piece.piece)
                .thenComparingInt(Request::index));
        int count = Math.min(1, sorted.size());
        while (count < sorted.size() && areNeighbours(sorted.get(count - 1), sorted.get(count))) {
            count++;
        }
        return sorted.subList(0, count);
    }

    private static <P> boolean areNeighbours(Request<P> request, Request<P> next) {
        return request.piece == next.piece && request.index() + 1 == next.index();
    }

    private static <P> List<Request<P>> choose(
            List<PeerBook<P>> owing, PeerBook<P> book, int count, Predicate<Request<P>> isWanted) {
        int room = Math.min(count, RequestLedger.END_GAME_OUTSTANDING - book.asked.size());
        List<Request<P>> chosen = new ArrayList<>();
        for (PeerBook<P> other : owing) {
            Request<P> request = other.asked.newest();
            while (request != null && chosen.size() < room) {
                if (isWanted.test(request)) {
                    chosen.add(request);
                }
                request = request.older;
            }
        }
        return chosen;
    }

    private static <P> boolean canRepeat(Request<P> request, PeerBook<P> book, PieceSet offered, long nowNanos) {
        return offered.contains(request.piece.piece)
                && !request.piece.isSolo()
                && copiesThatCount(request, book, nowNanos) < RequestLedger.MAX_COPIES
                && request.piece.find(request.index(), book) == null
                && !book.hasQueued(request.block, nowNanos);
    }

    /** Requests that are late do not count; nor, for a peer that is known to send, those to peers that are not. */
    private static <P> long copiesThatCount(Request<P> request, PeerBook<P> book, long nowNanos) {
        return request.piece.copies(
                request.index(), copy -> !copy.isLate(nowNanos) && (copy.book.isProven() || !book.isProven()));
    }
}
