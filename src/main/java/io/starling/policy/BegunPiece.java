package io.starling.policy;

import io.starling.torrent.PieceGrid;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final Map<Integer, List<Request<P>>> asked = new HashMap<>();
    private final List<@Nullable P> suppliers;
    private final boolean isSolo;
    private @Nullable P owner;
    private long ownedSinceNanos;
    private boolean isForsaken;

    BegunPiece(PieceGrid grid, int piece, long turn, boolean isSolo) {
        this.piece = piece;
        this.turn = turn;
        this.isSolo = isSolo;
        blocks = grid.blocks(piece);
        suppliers = new ArrayList<>(Collections.nCopies(blocks, null));
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
        return here.cardinality() == blocks;
    }

    /** Whether nothing is here or asked for, as if it had never been begun. */
    boolean isUntouched() {
        return here.isEmpty() && asked.isEmpty();
    }

    /** Whether blocks lack and nobody is asked for any. */
    boolean isStuck() {
        return asked.isEmpty() && !isComplete();
    }

    int blocksHere() {
        return here.cardinality();
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

    /** How many requests for the block are like this. */
    long copies(int index, Predicate<Request<P>> isCounted) {
        return asked.getOrDefault(index, List.of()).stream().filter(isCounted).count();
    }

    void ask(Request<P> request) {
        own(request.book.peer, request.askedAtNanos);
        free.clear(request.index());
        asked.computeIfAbsent(request.index(), index -> new ArrayList<>(1)).add(request);
    }

    /** Takes a request back, which frees its block unless that is here or asked of another peer too. */
    void withdraw(Request<P> request) {
        int index = request.index();
        List<Request<P>> requests = asked.getOrDefault(index, List.of());
        if (requests.remove(request) && requests.isEmpty()) {
            asked.remove(index);
            free.set(index, !here.get(index));
        }
    }

    /** The missing block is here. Returns the requests for it, which are on the piece's books no more. */
    List<Request<P>> arrived(int index, P supplier, long nowNanos) {
        own(supplier, nowNanos);
        here.set(index);
        free.clear(index);
        suppliers.set(index, supplier);
        List<Request<P>> requests = asked.remove(index);
        return requests == null ? List.of() : requests;
    }

    List<Request<P>> requests() {
        return asked.values().stream().flatMap(List::stream).toList();
    }

    /** Who sent each of the blocks, in their order; all must be here. */
    List<P> suppliers() {
        return suppliers.stream().map(Objects::requireNonNull).toList();
    }
}
