package io.starling.policy;

import io.starling.torrent.Block;
import io.starling.torrent.PieceGrid;
import io.starling.torrent.PieceSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of the blocks that nobody is asked for a peer is asked for next: those of the piece that it was asked from last,
 * then of pieces that are begun, the oldest first, then of new ones. Owned by a {@link RequestLedger}.
 */
final class FreeBlocks<P> {
    private final PieceGrid grid;
    private final BegunPieces<P> begun;
    private final SoloPieces solo;
    private final Books<P> books;

    FreeBlocks(PieceGrid grid, BegunPieces<P> begun, SoloPieces solo, Books<P> books) {
        this.grid = grid;
        this.begun = begun;
        this.solo = solo;
        this.books = books;
    }

    /** Up to {@code count} blocks of the askable pieces, which are on the books at return. */
    List<Block> take(PeerBook<P> book, PieceSet askable, int count, long nowNanos) {
        List<Block> taken = new ArrayList<>();
        PieceSet left = askable;
        while (taken.size() < count) {
            BegunPiece<P> piece = nextPiece(book, left, nowNanos);
            if (piece == null) {
                break;
            }
            int before = taken.size();
            takeOf(piece, book, count, taken, nowNanos);
            if (taken.size() == before) {
                left = without(piece.piece, left);
            }
        }
        return taken;
    }

    /**
     * Neighbouring blocks, which are on the books at return: of pieces that are not begun, up to {@code count} blocks and one
     * piece at least; when none can be begun, those of the oldest piece that is.
     */
    List<Block> takeRun(PeerBook<P> book, PieceSet askable, int count, long nowNanos) {
        List<Block> run = new ArrayList<>();
        BegunPiece<P> piece = beginNext(askable);
        while (piece != null) {
            takeOf(piece, book, Integer.MAX_VALUE, run, nowNanos);
            int next = piece.piece + 1;
            boolean isToBegin = next < grid.pieces()
                    && askable.contains(next)
                    && begun.find(next) == null
                    && begun.isAsEarly(next, piece.piece)
                    && run.size() + grid.blocks(next) <= count;
            piece = isToBegin ? begun.begin(next) : null;
        }
        return run.isEmpty() ? takeRest(book, askable, nowNanos) : run;
    }

    /** The free neighbours of the oldest piece that has some. */
    private List<Block> takeRest(PeerBook<P> book, PieceSet askable, long nowNanos) {
        List<Block> run = new ArrayList<>();
        for (BegunPiece<P> piece : begun.open()) {
            if (canGive(book, piece, askable, nowNanos)) {
                int first = nextFree(book, piece, 0, nowNanos);
                for (int index = first; nextFree(book, piece, index, nowNanos) == index; index++) {
                    run.add(books.ask(book, piece, grid.block(piece.piece, index), nowNanos));
                }
                begun.changed(piece);
                break;
            }
        }
        return run;
    }

    /** A piece that is begun anew may have no block for a peer that has them all in its queue from before. */
    private static PieceSet without(int piece, PieceSet askable) {
        PieceSet others = askable.copy();
        others.remove(piece);
        return others;
    }

    /** The piece to ask free blocks of: the peer's own, the oldest, or a new one. Null when there is none. */
    private @Nullable BegunPiece<P> nextPiece(PeerBook<P> book, PieceSet offered, long nowNanos) {
        BegunPiece<P> current = book.current;
        if (current != null && begun.find(current.piece) == current && canGive(book, current, offered, nowNanos)) {
            return current;
        }
        int alone = aloneAmong(offered);
        if (alone >= 0) {
            return begun.begin(alone);
        }
        for (BegunPiece<P> piece : begun.open()) {
            if (canGive(book, piece, offered, nowNanos)) {
                return piece;
            }
        }
        return begun.beginNext(offered);
    }

    private @Nullable BegunPiece<P> beginNext(PieceSet offered) {
        int alone = aloneAmong(offered);
        return alone >= 0 ? begun.begin(alone) : begun.beginNext(offered);
    }

    /** A piece that one alone is to be asked for, and can be begun, or -1. */
    private int aloneAmong(PieceSet offered) {
        return begun.isFull() ? -1 : solo.find(offered, piece -> begun.find(piece) == null);
    }

    private boolean canGive(PeerBook<P> book, BegunPiece<P> piece, PieceSet offered, long nowNanos) {
        return offered.contains(piece.piece) && piece.isFor(book.peer) && nextFree(book, piece, 0, nowNanos) >= 0;
    }

    private void takeOf(BegunPiece<P> piece, PeerBook<P> book, int count, List<Block> taken, long nowNanos) {
        book.current = piece;
        int index = nextFree(book, piece, 0, nowNanos);
        while (index >= 0 && taken.size() < count) {
            taken.add(books.ask(book, piece, grid.block(piece.piece, index), nowNanos));
            index = nextFree(book, piece, index + 1, nowNanos);
        }
        begun.changed(piece);
    }

    /** The first free block at or after {@code from} that the peer does not have in its queue already, or -1. */
    private int nextFree(PeerBook<P> book, BegunPiece<P> piece, int from, long nowNanos) {
        int index = piece.nextFree(from);
        while (index >= 0 && book.hasQueued(grid.block(piece.piece, index), nowNanos)) {
            index = piece.nextFree(index + 1);
        }
        return index;
    }
}
