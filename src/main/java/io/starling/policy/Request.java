package io.starling.policy;

import io.starling.torrent.Block;

/** One block asked of one peer; it is on the books until it is answered, expires or is taken back. */
final class Request<P> {
    final PeerBook<P> book;
    final BegunPiece<P> piece;
    final Block block;
    final long askedAtNanos;

    Request(PeerBook<P> book, BegunPiece<P> piece, Block block, long askedAtNanos) {
        this.book = book;
        this.piece = piece;
        this.block = block;
        this.askedAtNanos = askedAtNanos;
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
