package io.starling.swarm;

import io.netty.buffer.ByteBuf;
import io.starling.policy.RateMeter;
import io.starling.storage.PieceStore;
import io.starling.torrent.Block;
import io.starling.wire.ExtensionHandshake;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The serving half of a swarm: keeps what each remote asked for, reads it from the store, from the temporary file or the
 * final files as may be, and sends it no faster than the socket and the limits take it. Owned by its swarm.
 */
final class Uploads {
    /** How many requests of one remote are kept, as our extension handshake says (BEP 10, {@code reqq}). */
    private static final int MAX_ASKED = ExtensionHandshake.MAX_REQQ;

    /** A block longer than this is not served; other clients draw the line there too. */
    private static final int MAX_BLOCK_BYTES = 128 * 1024;

    /** What is read at once for one remote: large enough to be cheap, small enough to be fair and to fit in memory. */
    private static final int BATCH_BYTES = 512 * 1024;

    /** Under a limit, so much at a time for each, so that all get their turn. */
    private static final int LIMITED_BATCH_BYTES = 64 * 1024;

    private final PieceStore store;
    private final List<Throttle> throttles;
    private final Consumer<Throwable> onStorageFailure;
    private final RateMeter rate;

    /** @param rate is told the bytes of blocks that are sent */
    Uploads(PieceStore store, List<Throttle> throttles, RateMeter rate, Consumer<Throwable> onStorageFailure) {
        this.store = store;
        this.throttles = throttles;
        this.rate = rate;
        this.onStorageFailure = onStorageFailure;
    }

    /** A remote asks: what we have and may send it gets, the rest is rejected, "not available" (BEP 6). */
    void onRequest(Remote remote, Block block) {
        boolean isWelcome = !remote.connection.isChoking() || remote.fastToThem.contains(block.piece());
        boolean isServed = isWelcome
                && block.length() <= MAX_BLOCK_BYTES
                && remote.asked.size() < MAX_ASKED
                && store.pieces().contains(block.piece());
        if (isServed) {
            remote.asked.add(block);
        } else {
            remote.connection.bear("request that is refused", 1);
            remote.connection.sendReject(block);
        }
    }

    /** A remote asks no more: it gets a reject for the block, unless the block is on its way (BEP 6). */
    void onCancel(Remote remote, Block block) {
        if (remote.asked.remove(block)) {
            remote.connection.sendReject(block);
        }
    }

    /** Chokes the remote: what it asked for is rejected, but for what it was allowed in any case. */
    void choke(Remote remote) {
        remote.connection.setChoking(true);
        remote.asked.removeIf(block -> {
            boolean isRejected = !remote.fastToThem.contains(block.piece());
            if (isRejected) {
                remote.connection.sendReject(block);
            }
            return isRejected;
        });
    }

    /** Reads and sends the next blocks for this remote, when the socket has room and the limits allow. */
    void serve(Remote remote, long nowNanos) {
        boolean isGone = remote.connection.isClosed();
        if (isGone || remote.isReading || remote.asked.isEmpty() || remote.connection.isWriteQueueFull()) {
            return;
        }
        List<Block> batch = nextBatch(remote, nowNanos);
        if (batch.isEmpty()) {
            return;
        }
        remote.isReading = true;
        store.read(batch).onComplete(done -> {
            remote.isReading = false;
            if (done.succeeded()) {
                send(remote, batch, done.result());
                serve(remote, System.nanoTime());
            } else {
                batch.forEach(remote.connection::sendReject);
                onStorageFailure.accept(done.cause());
            }
        });
    }

    private List<Block> nextBatch(Remote remote, long nowNanos) {
        long limit = Throttle.isAnyLimited(throttles) ? LIMITED_BATCH_BYTES : BATCH_BYTES;
        long bytes = 0;
        List<Block> batch = new ArrayList<>();
        for (Block next = remote.asked.peek(); next != null; next = remote.asked.peek()) {
            boolean isTooMuch = !batch.isEmpty() && bytes + next.length() > limit;
            if (isTooMuch || !Throttle.isOpen(throttles, nowNanos)) {
                break;
            }
            Throttle.spend(throttles, next.length(), nowNanos);
            bytes += next.length();
            batch.add(remote.asked.remove());
        }
        return batch;
    }

    private void send(Remote remote, List<Block> batch, List<ByteBuf> buffers) {
        long now = System.nanoTime();
        if (remote.connection.isClosed()) {
            buffers.forEach(ByteBuf::release);
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            Block block = batch.get(i);
            remote.up.mark(block.length(), now);
            rate.mark(block.length(), now);
            remote.connection.sendBlock(block, buffers.get(i));
        }
    }
}
