package io.starling.swarm;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.starling.peer.CloseReason;
import io.starling.policy.PiecePicker;
import io.starling.policy.RateMeter;
import io.starling.policy.RequestLedger;
import io.starling.policy.Waiting;
import io.starling.storage.PieceStore;
import io.starling.torrent.Block;
import io.starling.torrent.PieceGrid;
import io.starling.torrent.PieceSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fetching half of a swarm: asks each source for as much as it can deliver, gathers blocks to pieces in memory,
 * gives whole pieces to the store. Owned by its swarm.
 */
final class Downloads {
    /** A slow disk must not fill the memory: while so much waits to be verified and written, nothing is asked for. */
    private static final long MAX_STORING_BYTES = 64L * 1024 * 1024;

    /** Under a limit, so much at a time of each, so that all are asked. */
    private static final int LIMITED_BLOCKS = 16;

    /** Cancelled blocks may still be on their way; a remote that sends or rejects more than these is not listening to us. */
    private static final int MAX_UNASKED = 1_000;

    private final PieceStore store;
    private final PieceGrid grid;
    private final RequestLedger<Source> ledger;
    private final List<Throttle> throttles;
    private final Listener listener;
    private final Map<Integer, ByteBuf> gathering = new HashMap<>();
    private final DamagedCopies damaged;
    private final RateMeter rate;
    private long storingBytes;
    private boolean isClosed;

    /** What becomes of pieces, told to the swarm. */
    interface Listener {
        void onVerified(int piece);

        /** A piece is not what it should be. */
        void onDamaged(int piece);

        /** It is proven that this source sent a piece, or blocks of one, that are not what they should be. */
        void onLiar(Source source, int piece);

        void onStorageFailure(Throwable cause);
    }

    /** @param rate is told the bytes of blocks that arrive */
    Downloads(PieceStore store, PiecePicker picker, List<Throttle> throttles, RateMeter rate, Listener listener) {
        this.store = store;
        this.grid = store.metainfo().grid();
        this.ledger = new RequestLedger<>(grid, store.missing(), picker);
        this.throttles = throttles;
        this.rate = rate;
        this.listener = listener;
        this.damaged = new DamagedCopies(grid);
    }

    boolean wantsFrom(Remote remote) {
        return ledger.wantsFrom(remote.connection.remotePieces());
    }

    /** Asks the remote for as much as its window has room for, and the limits allow. */
    void request(Remote remote, long nowNanos) {
        int outstanding = ledger.outstanding(remote);
        int room = remote.window.size(remote.waiting.isSnubbed(nowNanos)) - outstanding;
        if (!isWorthAsking(room, outstanding) || !Throttle.isOpen(throttles, nowNanos)) {
            return;
        }
        int count = Throttle.isAnyLimited(throttles) ? Math.min(room, LIMITED_BLOCKS) : room;
        List<Block> blocks = ledger.take(remote, remote.offered(), count, nowNanos);
        if (!blocks.isEmpty()) {
            Throttle.spend(throttles, Block.bytesOf(blocks), nowNanos);
            remote.waiting.asked(nowNanos);
            remote.connection.sendRequests(blocks);
        } else if (outstanding == 0) {
            remote.connection.setInterested(wantsFrom(remote));
        }
    }

    /** Requests go in bursts of a quarter of the window at least: fewer, fuller packets. */
    private boolean isWorthAsking(int room, int outstanding) {
        return room > 0 && room * 4 >= outstanding && storingBytes < MAX_STORING_BYTES;
    }

    /**
     * Neighbouring blocks that the web seed is to be asked for now; what the peers are about to give is left to them. Empty when
     * there are none.
     */
    List<Block> takeRun(WebSeed seed, PieceSet offered, int blocks, long nowNanos) {
        return ledger.takeRun(seed, offered, blocks, nowNanos);
    }

    /** Whether more may come now from who was asked for much at once: the limits and the disk allow it. */
    boolean isOpen(long nowNanos) {
        return storingBytes < MAX_STORING_BYTES && Throttle.isOpen(throttles, nowNanos);
    }

    /** Whether the source has been asked for something that is still to come. */
    boolean isOwed(Source source) {
        return ledger.outstanding(source) > 0;
    }

    /** A web seed is asked for much at once: the limits count what comes. */
    void onBlock(WebSeed seed, Block block, ByteBuf data, long nowNanos) {
        Throttle.spend(throttles, block.length(), nowNanos);
        take(seed, block, data, nowNanos);
    }

    void onBlock(Remote remote, Block block, ByteBuf data, long nowNanos) {
        remote.down.mark(block.length(), nowNanos);
        RequestLedger.Worth worth = take(remote, block, data, nowNanos);
        remote.waiting.arrived(ledger.outstanding(remote), nowNanos);
        if (worth == RequestLedger.Worth.UNREQUESTED) {
            onUnasked(remote);
        } else if (worth != RequestLedger.Worth.DUPLICATE) {
            remote.window.arrived(block, remote.down.bytesPerSecond(nowNanos), nowNanos);
        }
    }

    private RequestLedger.Worth take(Source source, Block block, ByteBuf data, long nowNanos) {
        RequestLedger.Arrival<Source> arrival = ledger.arrived(source, block);
        rate.mark(block.length(), nowNanos);
        for (Source spared : arrival.spared()) {
            spared.spare(block);
        }
        switch (arrival.worth()) {
            case BLOCK -> gather(block, data);
            case LAST_BLOCK -> {
                gather(block, data);
                store(block.piece());
            }
            case DUPLICATE, UNREQUESTED -> {}
        }
        return arrival.worth();
    }

    void onReject(Remote remote, Block block) {
        if (!ledger.rejected(remote, block)) {
            onUnasked(remote);
        }
        settle(remote);
    }

    /** The remote chokes us: it owes us nothing, unless it speaks the fast extension and says so block by block. */
    void onChoke(Remote remote) {
        if (!remote.connection.isFast()) {
            ledger.choked(remote);
            settle(remote);
        }
    }

    private void settle(Remote remote) {
        if (ledger.outstanding(remote) == 0) {
            remote.waiting.settled();
        }
    }

    /** Nothing more comes from this source: what it was asked for is free for others. */
    void release(Source source) {
        ledger.release(source);
    }

    /** A piece that was here is damaged; it is to be fetched again. */
    void lost(int piece) {
        ledger.lost(piece);
    }

    /** Frees what was asked too long ago for others to be asked, and lets go of pieces that nobody goes on with. */
    void expire(long nowNanos) {
        ledger.expire(Waiting.REQUEST_TIMEOUT, nowNanos);
        for (int piece : ledger.reclaim()) {
            release(gathering.remove(piece));
        }
    }

    /** Lets go of the pieces that are not whole. */
    void close() {
        gathering.values().forEach(ByteBuf::release);
        gathering.clear();
        damaged.close();
        isClosed = true;
    }

    private void gather(Block block, ByteBuf data) {
        gathering
                .computeIfAbsent(block.piece(), this::newPiece)
                .setBytes(block.begin(), data, data.readerIndex(), block.length());
    }

    private static void release(@Nullable ByteBuf piece) {
        if (piece != null) {
            piece.release();
        }
    }

    private ByteBuf newPiece(int piece) {
        int length = grid.length(piece);
        return PooledByteBufAllocator.DEFAULT.directBuffer(length, length).writerIndex(length);
    }

    private void store(int piece) {
        ByteBuf whole = gathering.remove(piece);
        if (whole == null) {
            throw new IllegalStateException("piece " + piece + " is complete and was never begun");
        }
        int length = grid.length(piece);
        storingBytes += length;
        ByteBuf looked = whole.retain();
        store.put(piece, whole).onComplete(done -> {
            storingBytes -= length;
            try {
                if (done.succeeded()) {
                    settle(piece, looked, done.result());
                } else {
                    listener.onStorageFailure(done.cause());
                }
            } finally {
                looked.release();
            }
        });
    }

    private void settle(int piece, ByteBuf whole, PieceStore.PutOutcome outcome) {
        switch (outcome) {
            case STORED -> {
                ledger.verified(piece);
                damaged.compare(piece, whole).forEach(liar -> listener.onLiar(liar, piece));
                listener.onVerified(piece);
            }
            case DUPLICATE -> ledger.verified(piece);
            case DAMAGED -> onDamaged(piece, whole);
        }
    }

    /** Who alone sent a piece is to blame for it; when it was several, a sound copy will tell. */
    private void onDamaged(int piece, ByteBuf whole) {
        List<Source> suppliers = ledger.damaged(piece);
        listener.onDamaged(piece);
        if (suppliers.stream().distinct().count() == 1) {
            listener.onLiar(suppliers.get(0), piece);
        } else if (!isClosed && !suppliers.isEmpty()) {
            damaged.add(piece, whole.retain(), suppliers);
        }
    }

    private void onUnasked(Remote remote) {
        if (++remote.unasked > MAX_UNASKED) {
            remote.connection.close(CloseReason.offence("answers a thousand times what nobody asked"));
        }
    }
}
