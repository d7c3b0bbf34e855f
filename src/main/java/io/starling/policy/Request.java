package io.starling.policy;

import io.starling.torrent.Block;
import org.jspecify.annotations.Nullable;

/**
 * One block asked of one peer; it is on the books until it is answered, expires or is taken back. It is on two lists, of
 * which it has the links itself, as each block of a transfer comes by here: its peer's, by age, and its piece's copies.
 */
final class Request<P> {
    final PeerBook<P> book;
    final BegunPiece<P> piece;
    final Block block;
    final long askedAtNanos;
    /** Counts the requests of a ledger as they were made. */
    final long turn;

    /** The neighbours on the list of its peer: see {@link AskedList}. */
    @Nullable
    Request<P> older;

    @Nullable
    Request<P> newer;

    /** Whether it is on that list. */
    boolean isOnBook;

    /** The next request for the same block: see {@link BegunPiece}. */
    @Nullable
    Request<P> copy;

    Request(PeerBook<P> book, BegunPiece<P> piece, Block block, long askedAtNanos, long turn) {
        this.book = book;
        this.piece = piece;
        this.block = block;
        this.askedAtNanos = askedAtNanos;
        this.turn = turn;
    }

    /** Whether it should have been answered by now. */
    boolean isLate(long nowNanos) {
        return nowNanos - askedAtNanos >= RequestLedger.LATE_AFTER.toNanos();
    }

    /** The number of the block within its piece. */
    int index() {
        return indexOf(block);
    }

    static int indexOf(Block block) {
        return block.begin() / Block.LENGTH_BYTES;
    }
}
