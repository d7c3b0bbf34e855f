package io.starling.policy;

import io.starling.torrent.PieceGrid;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A piece of which blocks have been asked for: each block is free (to be asked for), asked, or here. A solo piece is asked
 * of one peer alone, the first that asks for it.
 */
final class BegunPiece<P> {
    final int piece;
    /** Counts the pieces as they were begun: older ones are finished first. */
    final long turn;

    private final int blocks;
    private final BitSet free = new BitSet();
    private final BitSet here = new BitSet();
    /** Of each block the requests for it, each with its copies. */
    private final List<@Nullable Request<P>> asked;

    private final List<@Nullable P> suppliers;
    private final boolean isSolo;
    private @Nullable P owner;
    private long ownedSinceNanos;
    private boolean isForsaken;
    private int blocksHere;
    private int requests;

    /** Kept by {@link BegunPieces}: whether it is among those with free blocks there. */
    boolean isListedOpen;

    BegunPiece(PieceGrid grid, int piece, long turn, boolean isSolo) {
        this.piece = piece;
        this.turn = turn;
        this.isSolo = isSolo;
        blocks = grid.blocks(piece);
        suppliers = new ArrayList<>(Collections.nCopies(blocks, null));
        asked = new ArrayList<>(Collections.nCopies(blocks, null));
        free.set(0, blocks);
    }

    /** The first free block at or after {@code from}, or -1. */
    int nextFree(int from) {
        return free.nextSetBit(from);
    }

    /** Whether blocks are free. */
    boolean isOpen() {
        return !free.isEmpty();
    }

    boolean isHere(int index) {
        return here.get(index);
    }

    boolean isComplete() {
        return blocksHere == blocks;
    }

    /** Whether nothing is here or asked for, as if it had never been begun. */
    boolean isUntouched() {
        return blocksHere == 0 && requests == 0;
    }

    /** Whether blocks lack and nobody is asked for any. */
    boolean isStuck() {
        return requests == 0 && !isComplete();
    }

    int blocksHere() {
        return blocksHere;
    }

    /** Whether this peer may supply blocks. */
    boolean isFor(P peer) {
        return !isSolo || owner == null || owner == peer;
    }

    boolean isSolo() {
        return isSolo;
    }

    /** The one that a solo piece is asked of; null before it is, and for others. */
    @Nullable
    P owner() {
        return owner;
    }

    long ownedSinceNanos() {
        return ownedSinceNanos;
    }

    /** Whether the one that a solo piece is asked of has said that it will not send all of it. */
    boolean isForsaken() {
        return isForsaken;
    }

    void forsake() {
        isForsaken = true;
    }

    /** From now on a solo piece is asked of this peer alone. */
    private void own(P peer, long nowNanos) {
        if (isSolo && owner == null) {
            owner = peer;
            ownedSinceNanos = nowNanos;
        }
    }

    /** The request of this peer for the block, if there is one. */
    @Nullable
    Request<P> find(int index, PeerBook<P> book) {
        Request<P> request = asked.get(index);
        while (request != null && request.book != book) {
            request = request.copy;
        }
        return request;
    }

    /** How many requests for the block are like this. */
    long copies(int index, Predicate<Request<P>> isCounted) {
        long count = 0;
        for (Request<P> request = asked.get(index); request != null; request = request.copy) {
            count += isCounted.test(request) ? 1 : 0;
        }
        return count;
    }

    void ask(Request<P> request) {
        own(request.book.peer, request.askedAtNanos);
        int index = request.index();
        free.clear(index);
        request.copy = asked.get(index);
        asked.set(index, request);
        requests++;
    }

    /** Takes a request back, which frees its block unless that is here or asked of another peer too. */
    void withdraw(Request<P> request) {
        int index = request.index();
        if (unlink(index, request) && asked.get(index) == null) {
            free.set(index, !here.get(index));
        }
    }

    private boolean unlink(int index, Request<P> request) {
        Request<P> before = null;
        Request<P> at = asked.get(index);
        while (at != null && at != request) {
            before = at;
            at = at.copy;
        }
        if (at == null) {
            return false;
        }
        if (before == null) {
            asked.set(index, request.copy);
        } else {
            before.copy = request.copy;
        }
        requests--;
        return true;
    }

    /** The missing block is here. Returns the first of the requests for it, which are on the piece's books no more. */
    @Nullable
    Request<P> arrived(int index, P supplier, long nowNanos) {
        own(supplier, nowNanos);
        here.set(index);
        free.clear(index);
        blocksHere++;
        suppliers.set(index, supplier);
        Request<P> first = asked.set(index, null);
        for (Request<P> request = first; request != null; request = request.copy) {
            requests--;
        }
        return first;
    }

    List<Request<P>> requests() {
        List<Request<P>> all = new ArrayList<>(requests);
        for (int index = 0; index < blocks && all.size() < requests; index++) {
            for (Request<P> request = asked.get(index); request != null; request = request.copy) {
                all.add(request);
            }
        }
        return all;
    }

    /** Who sent each of the blocks, in their order; all must be here. */
    List<P> suppliers() {
        return suppliers.stream().map(Objects::requireNonNull).toList();
    }
}
