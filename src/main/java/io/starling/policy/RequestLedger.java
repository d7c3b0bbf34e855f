package io.starling.policy;

import io.starling.torrent.Block;
import io.starling.torrent.PieceGrid;
import io.starling.torrent.PieceSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who has been asked for which block of which piece, and what to ask next: pieces that are begun first, then what the
 * picker says, and when every missing block is on its way (end game) or no more can be begun, blocks that others have been
 * asked for too. A piece that came damaged from several peers is next asked of one alone.
 * Several peers may supply blocks of one piece. Owned by one swarm; time is an argument, in nanoseconds of any clock.
 *
 * @param <P> a peer, compared by identity
 */
public final class RequestLedger<P> {
    /** Pieces that are begun are held in memory: as much as a peer with dozens of fast connections needs. */
    public static final long BUFFER_BYTES = 256L * 1024 * 1024;

    /** However long the pieces are, so many can be begun: peers that have different pieces can be asked at once. */
    static final int MIN_BEGUN = 8;

    /** In the end game a block is asked of so many peers at a time, but for those who do not send. */
    static final int MAX_COPIES = 2;

    /**
     * A request that has not been answered for so long is late. It counts no more when copies are counted, and who was late
     * is asked for no copies before it sends a block: a crowd of stallers would hold them all.
     */
    static final Duration LATE_AFTER = Duration.ofSeconds(5);

    /** In the end game a peer gets no more when it owes so many: what is asked for twice should come soon, and be little. */
    static final int END_GAME_OUTSTANDING = 8;

    private final PiecePicker picker;
    private final PieceSet missing;
    private final SoloPieces solo = new SoloPieces();
    private final BegunPieces<P> begun;
    private final int bound;
    private final Books<P> books = new Books<>();
    private final FreeBlocks<P> freeBlocks;

    private int missingCount;
    private long latestNanos;

    /** @param wanted the pieces that are missing; the ledger keeps its own copy */
    public RequestLedger(PieceGrid grid, PieceSet wanted, PiecePicker picker) {
        this(grid, wanted, picker, BUFFER_BYTES);
    }

    /** @param bufferBytes how much the pieces that are begun may hold in memory, at least {@value #MIN_BEGUN} pieces */
    public RequestLedger(PieceGrid grid, PieceSet wanted, PiecePicker picker, long bufferBytes) {
        this.picker = picker;
        this.missing = wanted.copy();
        this.missingCount = wanted.count();
        this.bound = (int) Math.max(MIN_BEGUN, Math.min(grid.pieces(), bufferBytes / grid.pieceLength()));
        this.begun = new BegunPieces<>(grid, picker, solo, bound);
        this.freeBlocks = new FreeBlocks<>(grid, begun, solo, books);
        wanted.stream().forEach(picker::add);
    }

    /**
     * Up to {@code count} blocks that the peer is to be asked for now; they are on the books at return.
     *
     * @param offered the pieces that the peer has and would send
     */
    public List<Block> take(P peer, PieceSet offered, int count, long nowNanos) {
        latestNanos = nowNanos;
        PeerBook<P> book = books.open(peer);
        PieceSet askable = book.askable(offered, nowNanos);
        List<Block> taken = freeBlocks.take(book, askable, count, nowNanos);
        for (Request<P> request : repeatable(book, askable, count - taken.size())) {
            taken.add(books.ask(book, request.piece, request.block, nowNanos));
        }
        return taken;
    }

    /**
     * Neighbouring blocks that the source is to be asked for now, for one that gives long runs as readily as single blocks; they
     * are on the books at return. It is to help the others, not to outrun them: it gets pieces that nobody has begun; when there
     * are none, what nobody is asked for of those that are; then what others are asked for and are late with.
     *
     * @param count how many blocks, but for a piece that has more
     */
    public List<Block> takeRun(P source, PieceSet offered, int count, long nowNanos) {
        latestNanos = nowNanos;
        PeerBook<P> book = books.open(source);
        PieceSet askable = book.askable(offered, nowNanos).copy();
        askable.retainAll(missing);
        List<Block> run = freeBlocks.takeRun(book, askable, count, nowNanos);
        return run.isEmpty() ? takeLate(book, askable, nowNanos) : run;
    }

    private List<Block> takeLate(PeerBook<P> book, PieceSet askable, long nowNanos) {
        List<Request<P>> late = EndGame.chooseLate(books.owing(), book, askable, END_GAME_OUTSTANDING, nowNanos);
        List<Block> run = new ArrayList<>();
        for (Request<P> request : EndGame.neighbours(late)) {
            run.add(books.ask(book, request.piece, request.block, nowNanos));
        }
        return run;
    }

    /** Requests to others that this peer is to be asked for too, as there is nothing else to ask it for. */
    private List<Request<P>> repeatable(PeerBook<P> book, PieceSet askable, int count) {
        if (count == 0 || book.isInDoubt(latestNanos)) {
            return List.of();
        }
        if (isEndGame()) {
            return EndGame.choose(books.owing(), book, askable, count, latestNanos);
        }
        return begun.isFull() ? EndGame.chooseLate(books.owing(), book, askable, count, latestNanos) : List.of();
    }

    /** Whether every missing block is on its way, so that blocks are asked of a second peer too. */
    public boolean isEndGame() {
        return missingCount == begun.size() && !begun.hasOpen();
    }

    /** How many blocks the peer has been asked for and has neither sent nor rejected, but for those that expired. */
    public int outstanding(P peer) {
        PeerBook<P> book = books.find(peer);
        return book == null ? 0 : book.asked.size();
    }

    /** A block came. Tells what it is worth, and which other peers were asked for it and can be spared. */
    public Arrival<P> arrived(P peer, Block block) {
        PeerBook<P> book = books.find(peer);
        if (book == null || !settle(book, block)) {
            return new Arrival<>(Worth.UNREQUESTED, List.of());
        }
        book.trust();
        BegunPiece<P> piece = begun.find(block.piece());
        if (piece == null && missing.contains(block.piece())) {
            piece = begun.begin(block.piece()); // It expired, and nothing else of its piece has come since.
        }
        if (piece == null || piece.isHere(Request.indexOf(block)) || !piece.isFor(peer)) {
            return new Arrival<>(Worth.DUPLICATE, List.of());
        }
        List<P> spared = spare(piece.arrived(Request.indexOf(block), peer, latestNanos), book);
        begun.changed(piece);
        return new Arrival<>(piece.isComplete() ? Worth.LAST_BLOCK : Worth.BLOCK, spared);
    }

    /** The peer has answered; returns whether it had been asked, now or earlier. */
    private boolean settle(PeerBook<P> book, Block block) {
        Request<P> request = find(book, block);
        if (request == null) {
            return book.answeredEarlier(block);
        }
        books.strike(request);
        return true;
    }

    /** The request that is on the books. */
    private @Nullable Request<P> find(PeerBook<P> book, Block block) {
        BegunPiece<P> piece = begun.find(block.piece());
        Request<P> request = piece == null ? null : piece.find(Request.indexOf(block), book);
        return request != null && request.block.equals(block) ? request : null;
    }

    /** Takes the first request for a block that is here now, and its copies, off the books. Returns who else was asked. */
    private List<P> spare(@Nullable Request<P> first, PeerBook<P> supplier) {
        List<P> spared = List.of();
        for (Request<P> request = first; request != null; request = request.copy) {
            books.strike(request);
            if (request.book != supplier) {
                request.book.doubt(request, latestNanos);
                request.book.rememberQueued(request);
                spared = spared.isEmpty() ? new ArrayList<>() : spared;
                spared.add(request.book.peer);
            }
        }
        return spared;
    }

    /** The peer will not send the block: it is free for others. Returns whether it had been asked of this peer. */
    public boolean rejected(P peer, Block block) {
        PeerBook<P> book = books.find(peer);
        if (book == null) {
            return false;
        }
        Request<P> request = find(book, block);
        if (request == null) {
            return book.answeredEarlier(block);
        }
        book.refused(block.piece(), latestNanos);
        request.piece.forsake();
        withdraw(request);
        return true;
    }

    private void withdraw(Request<P> request) {
        books.strike(request);
        request.piece.withdraw(request);
        begun.changed(request.piece);
    }

    /** The peer has choked: all it was asked for is free for others, and still welcome if it comes. */
    public void choked(P peer) {
        PeerBook<P> book = books.find(peer);
        if (book != null) {
            List<Request<P>> dropped = book.asked.toList();
            dropped.forEach(request -> request.piece.forsake());
            dropped.forEach(this::withdraw);
            dropped.forEach(book::rememberDropped);
        }
    }

    /** The peer is gone, or as good as: all it was asked for is free for others, and it is forgotten. */
    public void release(P peer) {
        PeerBook<P> book = books.close(peer);
        if (book != null) {
            book.asked.toList().forEach(this::withdraw);
        }
    }

    /** The piece is here and sound; it is wanted no more. */
    public void verified(int piece) {
        if (!missing.remove(piece)) {
            return;
        }
        missingCount--;
        solo.remove(piece);
        BegunPiece<P> found = begun.find(piece);
        if (found == null) {
            picker.remove(piece);
        } else {
            books.takeBack(found);
            begun.remove(found);
        }
    }

    /**
     * The piece as it came is not sound; it is wanted again, and if it came from several peers, from one alone. Returns who
     * supplied each of its blocks, in their order.
     */
    public List<P> damaged(int piece) {
        BegunPiece<P> found = begun.find(piece);
        if (found == null) {
            return List.of();
        }
        List<P> suppliers = found.suppliers();
        P first = suppliers.get(0);
        if (suppliers.stream().anyMatch(supplier -> supplier != first)) {
            solo.add(piece);
        }
        books.takeBack(found);
        begun.drop(found);
        return suppliers;
    }

    /** The piece was here and is lost; it is wanted again. */
    public void lost(int piece) {
        if (missing.add(piece)) {
            missingCount++;
            picker.add(piece);
        }
    }

    /**
     * Requests older than {@code limit}: each is free for others from now on, and still welcome if it comes. The same
     * peer may be asked again much later only.
     */
    public List<Late<P>> expire(Duration limit, long nowNanos) {
        latestNanos = nowNanos;
        List<Request<P>> expired = books.olderThan(limit, nowNanos);
        expired.forEach(this::withdraw);
        for (Request<P> request : expired) {
            request.book.doubt(request, nowNanos);
            request.book.rememberQueued(request);
        }
        return expired.stream()
                .map(request -> new Late<>(request.book.peer, request.block))
                .toList();
    }

    /**
     * To be called now and then, with {@link #expire}: begun pieces that are given up because no more could be begun and
     * nobody is asked for these, or because the one who was to send one alone did not. They are wanted as before, their
     * blocks are not here any more.
     */
    public List<Integer> reclaim() {
        List<BegunPiece<P>> reclaimed = new ArrayList<>(begun.reclaim(Math.max(1, bound / 4)));
        for (BegunPiece<P> piece : begun.owned()) {
            if (isForsaken(piece)) {
                handOver(piece);
                reclaimed.add(piece);
            }
        }
        return reclaimed.stream().map(piece -> piece.piece).toList();
    }

    /** Whether the one that a piece is asked of is gone, will not send it, or has had its time. */
    private boolean isForsaken(BegunPiece<P> piece) {
        boolean isOverdue = latestNanos - piece.ownedSinceNanos() >= solo.patienceNanos(piece.piece);
        return isOverdue || piece.isForsaken() || books.find(piece.owner()) == null;
    }

    /** The piece is next asked of another, if there is one: what is here of it would mix with what that one sends. */
    private void handOver(BegunPiece<P> piece) {
        PeerBook<P> book = books.find(piece.owner());
        if (book != null) {
            book.refused(piece.piece, latestNanos);
        }
        books.takeBack(piece);
        begun.drop(piece);
        solo.failed(piece.piece);
    }

    /** Whether the peer offers a piece that is wanted, begun or not: whether we are interested (BEP 3). */
    public boolean wantsFrom(PieceSet offered) {
        return missing.intersects(offered);
    }

    /** The pieces that are wanted and not verified; a copy. */
    public PieceSet missing() {
        return missing.copy();
    }

    /** What an arrived block is worth. */
    public enum Worth {
        /** It was missing; more blocks of its piece are. */
        BLOCK,
        /** It was missing, and completes its piece. */
        LAST_BLOCK,
        /** It is here already, or its piece is, or there is no room to begin its piece again; to be ignored. */
        DUPLICATE,
        /** Nobody asked this peer for it. */
        UNREQUESTED
    }

    /** @param spared other peers that were asked for the same block: their requests are off the books, cancel them */
    public record Arrival<P>(Worth worth, List<P> spared) {}

    /** A request that has expired. */
    public record Late<P>(P peer, Block block) {}
}
