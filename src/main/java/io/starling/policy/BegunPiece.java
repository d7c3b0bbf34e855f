package io.starling.policy;

import io.starling.torrent.PieceGrid;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A piece of which blocks have been asked for: each block is free (to be asked for), asked, or here. */
final class BegunPiece<P> {
    final int piece;
    /** Counts the pieces as they were begun: older ones are finished first. */
    final long turn;

    private final int blocks;
    private final BitSet free = new BitSet();
    private final BitSet here = new BitSet();
    private final Map<Integer, List<Request<P>>> asked = new HashMap<>();
    private final Set<P> suppliers = Collections.newSetFromMap(new IdentityHashMap<>());

    BegunPiece(PieceGrid grid, int piece, long turn) {
        this.piece = piece;
        this.turn = turn;
        blocks = grid.blocks(piece);
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

    /** Of how many peers the block has been asked. */
    int copies(int index) {
        return asked.getOrDefault(index, List.of()).size();
    }

    void ask(Request<P> request) {
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
    List<Request<P>> arrived(int index, P supplier) {
        here.set(index);
        free.clear(index);
        suppliers.add(supplier);
        List<Request<P>> requests = asked.remove(index);
        return requests == null ? List.of() : requests;
    }

    List<Request<P>> requests() {
        return asked.values().stream().flatMap(List::stream).toList();
    }

    Set<P> suppliers() {
        return suppliers;
    }
}
