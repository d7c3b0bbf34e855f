package io.starling.policy;

import io.starling.torrent.Block;
import io.starling.torrent.PieceGrid;
import io.starling.torrent.PieceSet;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Who has been asked for which block of which piece, and what to ask next: pieces that are begun first, then what the
 * picker says, and when every missing block is on its way (end game), blocks that others have been asked for too.
 * Several peers may supply blocks of one piece. Owned by one swarm; time is an argument, in nanoseconds of any clock.
 *
 * @param <P> a peer, compared by identity
 */
public final class RequestLedger<P> {
    /** @param wanted the pieces that are missing; the ledger keeps its own copy */
    public RequestLedger(PieceGrid grid, PieceSet wanted, PiecePicker picker) {
        throw new IllegalStateException();
    }

    /**
     * Up to {@code count} blocks that the peer is to be asked for now; they are on the books at return.
     *
     * @param offered the pieces that the peer has and would send
     */
    public List<Block> take(P peer, PieceSet offered, int count, long nowNanos) {
        throw new IllegalStateException();
    }

    /** How many blocks the peer has been asked for and has neither sent nor rejected. */
    public int outstanding(P peer) {
        throw new IllegalStateException();
    }

    /** A block came. Tells what it is worth, and which other peers were asked for it and can be spared. */
    public Arrival<P> arrived(P peer, Block block) {
        throw new IllegalStateException();
    }

    /** The peer will not send the block: it is free for others. Returns whether it had been asked of this peer. */
    public boolean rejected(P peer, Block block) {
        throw new IllegalStateException();
    }

    /** The peer is gone or has choked: all it was asked for is free for others. */
    public void release(P peer) {
        throw new IllegalStateException();
    }

    /** The piece is here and sound; it is wanted no more. */
    public void verified(int piece) {
        throw new IllegalStateException();
    }

    /** The piece as it came is not sound; it is wanted again. Returns those who supplied blocks of it. */
    public Set<P> damaged(int piece) {
        throw new IllegalStateException();
    }

    /** The piece was here and is lost; it is wanted again. */
    public void lost(int piece) {
        throw new IllegalStateException();
    }

    /** Requests older than {@code limit}: each is free for others from now on, and still welcome if it comes. */
    public List<Late<P>> expire(Duration limit, long nowNanos) {
        throw new IllegalStateException();
    }

    /** Whether the peer offers a piece that is wanted, begun or not: whether we are interested (BEP 3). */
    public boolean wantsFrom(PieceSet offered) {
        throw new IllegalStateException();
    }

    /** The pieces that are wanted and not verified; a copy. */
    public PieceSet missing() {
        throw new IllegalStateException();
    }

    /** What an arrived block is worth. */
    public enum Worth {
        /** It was missing; more blocks of its piece are. */
        BLOCK,
        /** It was missing, and completes its piece. */
        LAST_BLOCK,
        /** It is here already, or its piece is; to be ignored. */
        DUPLICATE,
        /** Nobody asked this peer for it. */
        UNREQUESTED
    }

    /** @param spared other peers that were asked for the same block: their requests are off the books, cancel them */
    public record Arrival<P>(Worth worth, List<P> spared) {}

    public record Late<P>(P peer, Block block) {}
}
