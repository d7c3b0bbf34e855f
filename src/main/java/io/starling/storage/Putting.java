package io.starling.storage;

import io.netty.buffer.ByteBuf;
import io.starling.storage.PieceStore.PutOutcome;
import io.starling.torrent.PieceSet;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Takes the pieces of a download in, and syncs them from time to time. Owned by one context.
 *
 * <p>Different pieces are hashed and written by several workers at once. What is being written is not written twice: a
 * second copy of it is a duplicate already.
 */
final class Putting {
    /** What a machine that stops costs at most, to be hashed again; a sync of less would come several times a second. */
    static final long CHECKPOINT_BYTES = 64L * 1024 * 1024;

    private record Put(int piece, ByteBuf data, Promise<PutOutcome> promise) {}

    private final TemporaryPieces into;
    private final Workers workers;
    private final PieceSet pieces;
    private final PieceSet writing;
    private final Batch<Put> batch;
    private final InFlight inFlight = new InFlight();
    private long unsyncedBytes;
    private boolean isSyncing;
    private @Nullable Throwable syncFailure;

    /** {@code pieces} are those that are here, which this adds to. */
    Putting(TemporaryPieces into, Workers workers, Executor later, PieceSet pieces) {
        this.into = into;
        this.workers = workers;
        this.pieces = pieces;
        this.writing = PieceSet.none(pieces.pieces());
        this.batch = new Batch<>(later, this::start);
    }

    /** Takes over a buffer that holds exactly the piece. */
    Future<PutOutcome> put(int piece, ByteBuf data) {
        if (pieces.contains(piece) || writing.contains(piece)) {
            data.release();
            return Future.succeededFuture(PutOutcome.DUPLICATE);
        }
        if (syncFailure != null) {
            data.release();
            return Future.failedFuture(syncFailure);
        }
        Promise<PutOutcome> promise = Promise.promise();
        writing.add(piece);
        inFlight.begin();
        batch.add(new Put(piece, data, promise), data.readableBytes());
        return promise.future();
    }

    /** Why the disk cannot be trusted with more; null as long as it can. */
    @Nullable
    Throwable syncFailure() {
        return syncFailure;
    }

    /** Completes when nothing is being written or synced. */
    Future<Void> whenIdle() {
        return inFlight.whenIdle();
    }

    private void start(List<Put> puts) {
        workers.run(() -> putAll(puts)).onComplete(done -> {
            if (done.succeeded()) {
                ended(puts, done.result());
            } else {
                ended(puts, refused(puts, done.cause()));
            }
        });
    }

    private List<Future<PutOutcome>> putAll(List<Put> puts) {
        List<Future<PutOutcome>> outcomes = new ArrayList<>(puts.size());
        for (Put put : puts) {
            try {
                outcomes.add(Future.succeededFuture(into.put(put.piece(), put.data())));
            } catch (RuntimeException | Error e) {
                // An Error costs this piece only: the others of the batch are not lost with it.
                outcomes.add(Future.failedFuture(e));
            } finally {
                put.data().release();
            }
        }
        return outcomes;
    }

    /** The workers are closed: nothing was put. */
    private static List<Future<PutOutcome>> refused(List<Put> puts, Throwable cause) {
        List<Future<PutOutcome>> outcomes = new ArrayList<>(puts.size());
        for (Put put : puts) {
            put.data().release();
            outcomes.add(Future.failedFuture(cause));
        }
        return outcomes;
    }

    /** First everything is as it is now, then everybody is told: they may call back at once. */
    private void ended(List<Put> puts, List<Future<PutOutcome>> outcomes) {
        for (int i = 0; i < puts.size(); i++) {
            int piece = puts.get(i).piece();
            writing.remove(piece);
            if (outcomes.get(i).succeeded() && outcomes.get(i).result() == PutOutcome.STORED) {
                pieces.add(piece);
                unsyncedBytes += into.lengthOf(piece);
            }
        }
        syncWhenDue();
        for (int i = 0; i < puts.size(); i++) {
            puts.get(i).promise().handle(outcomes.get(i));
            inFlight.end();
        }
    }

    private void syncWhenDue() {
        if (isSyncing || unsyncedBytes < CHECKPOINT_BYTES) {
            return;
        }
        isSyncing = true;
        unsyncedBytes = 0;
        inFlight.begin();
        workers.sync(() -> into.checkpoint(false)).onComplete(done -> {
            isSyncing = false;
            if (done.failed()) {
                // A disk that did not take what it was given cannot be trusted with more.
                syncFailure = done.cause();
            }
            inFlight.end();
        });
    }
}
