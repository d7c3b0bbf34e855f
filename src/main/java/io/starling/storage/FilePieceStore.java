package io.starling.storage;

import io.netty.buffer.ByteBuf;
import io.starling.torrent.Block;
import io.starling.torrent.Metainfo;
import io.starling.torrent.PieceSet;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one {@link PieceStore}: keeps account of what is here and what is going on, and has {@link Putting},
 * {@link Serving} and {@link Reassembly} do it on the workers. Owned by the context on which it was opened; nothing here
 * is touched by a worker.
 */
final class FilePieceStore implements PieceStore {
    /** Some 0.5 ms of a worker, once in a while: a torrent may have half a million files. */
    private static final int INSPECTED_AT_ONCE = 256;

    private final Context context;
    private final Workers workers;
    private final StoreOptions options;
    private final Metainfo metainfo;
    private final PieceSet pieces;
    private final PieceSet wanted;
    private final Serving serving;
    private Opened store;
    private @Nullable TemporaryPieces temporary;
    private @Nullable Putting putting;
    private boolean isReassembled;
    private int nextInspected;
    private @Nullable Future<Void> reassembling;
    private @Nullable Future<PieceSet> rechecking;
    private @Nullable Future<Void> closing;

    /** Completes when the final files are on disk for good, and nothing temporary is left. */
    private Future<Void> settled = Future.succeededFuture();

    FilePieceStore(Context context, Workers workers, StoreOptions options, Opened store) {
        this.context = context;
        this.workers = workers;
        this.options = options;
        this.metainfo = store.metainfo();
        this.pieces = store.pieces().copy();
        this.store = store;
        TemporaryPieces under = store.temporary();
        this.serving = new Serving(
                metainfo,
                workers,
                this::later,
                under == null ? new WatchedSource(metainfo, store.finals(), store.stamps()) : under);
        download(under);
        this.wanted = store.finals().selection().pieces();
        this.isReassembled = under == null && isComplete();
    }

    private void download(@Nullable TemporaryPieces under) {
        temporary = under;
        putting = under == null ? null : new Putting(under, workers, this::later, pieces);
    }

    private void later(Runnable task) {
        context.runOnContext(nothing -> task.run());
    }

    @Override
    public Metainfo metainfo() {
        return metainfo;
    }

    @Override
    public PieceSet pieces() {
        return pieces;
    }

    @Override
    public FileSelection selection() {
        return store.finals().selection();
    }

    @Override
    public PieceSet missing() {
        PieceSet missing = wanted.copy();
        missing.removeAll(pieces);
        return missing;
    }

    @Override
    public boolean isComplete() {
        return !pieces.lacksAnyOf(wanted);
    }

    @Override
    public boolean isShared() {
        return store.isShared();
    }

    @Override
    public boolean isReassembled() {
        return isReassembled;
    }

    @Override
    public Path root() {
        return store.finals().root();
    }

    @Override
    public Future<PutOutcome> put(int piece, ByteBuf data) {
        StorageException refusal = refusal(piece, data);
        if (refusal != null) {
            data.release();
            return Future.failedFuture(refusal);
        }
        Putting open = putting;
        if (open == null || isReassembled) {
            data.release();
            return pieces.contains(piece)
                    ? Future.succeededFuture(PutOutcome.DUPLICATE)
                    : failed("cannot put piece " + piece + ": " + root() + " is not being downloaded");
        }
        return open.put(piece, data);
    }

    private @Nullable StorageException refusal(int piece, ByteBuf data) {
        if (closing != null) {
            return failure("cannot put piece " + piece + ": the store is closed");
        }
        if (!metainfo.grid().hasPiece(piece)) {
            return failure("cannot put piece " + piece + " (expected: 0.."
                    + (metainfo.grid().pieces() - 1) + ")");
        }
        int length = metainfo.grid().length(piece);
        return data.readableBytes() == length
                ? null
                : failure("cannot put piece " + piece + ": " + data.readableBytes() + " bytes (expected: " + length
                        + ")");
    }

    @Override
    public Future<List<ByteBuf>> read(List<Block> blocks) {
        if (closing != null) {
            return failed("cannot read " + blocks + ": the store is closed");
        }
        for (Block block : blocks) {
            if (!metainfo.grid().contains(block)) {
                return failed("cannot read " + block + ": not a block of this torrent");
            }
            if (!pieces.contains(block.piece())) {
                return failed("cannot read " + block + ": piece " + block.piece() + " is not here");
            }
        }
        return serving.read(blocks);
    }

    @Override
    public Future<Void> reassemble() {
        TemporaryPieces from = temporary;
        if (closing != null) {
            return failed("cannot reassemble: the store is closed");
        }
        if (isReassembled) {
            return Future.succeededFuture();
        }
        if (from == null || !isComplete()) {
            return failed("cannot reassemble: " + missing().count() + " pieces are missing"
                    + (from == null ? " in " + root() + ", which is only read" : ""));
        }
        Future<Void> running = reassembling;
        if (putting != null && putting.syncFailure() != null) {
            return Future.failedFuture(described("cannot reassemble", putting.syncFailure()));
        }
        if (running == null) {
            Reassembly reassembly = new Reassembly(store, from, serving, workers, options);
            running = reassembly
                    .move(() -> closing != null)
                    .onSuccess(moved -> reassembled(reassembly))
                    .recover(failure -> dropDamaged(from, failure))
                    .recover(failure -> Future.failedFuture(described("cannot reassemble", failure)))
                    .onComplete(ended -> reassembling = null);
            // A worker that was quick has ended it already, and nobody is to be given that end again.
            reassembling = running.isComplete() ? null : running;
        }
        return running;
    }

    private void reassembled(Reassembly reassembly) {
        isReassembled = true;
        settled = reassembly.settle().onSuccess(clean -> download(null));
    }

    private Future<Void> dropDamaged(TemporaryPieces from, Throwable failure) {
        if (!(failure instanceof DamagedPiecesException damaged)) {
            return Future.failedFuture(failure);
        }
        damaged.pieces().forEach(pieces::remove);
        return workers.perform(() -> from.drop(damaged.pieces())).compose(dropped -> Future.failedFuture(failure));
    }

    /** Only when they are gone from the index may they come again: a new record must not stand before their end. */
    private Future<Void> drop(TemporaryPieces from, List<Integer> damaged) {
        return workers.perform(() -> from.drop(damaged)).onSuccess(dropped -> damaged.forEach(pieces::remove));
    }

    @Override
    public Future<Void> settled() {
        return settled.recover(failure -> Future.failedFuture(described("cannot make the files durable", failure)));
    }

    @Override
    public Future<PieceSet> recheck(Checking checking) {
        if (closing != null || reassembling != null || rechecking != null) {
            return failed("cannot check: the store is closed, or busy reassembling or checking");
        }
        Future<PieceSet> running = settled.otherwiseEmpty()
                .compose(quiet -> temporary == null ? recheckFinals(checking) : recheckTemporary(temporary, checking))
                .map(accepted -> pieces.copy())
                .recover(failure -> Future.failedFuture(described("cannot check", failure)))
                .onComplete(ended -> rechecking = null);
        rechecking = running.isComplete() ? null : running;
        return running;
    }

    private Sweep.Control untilClosed(Checking checking, int total) {
        return new Sweep.Control(() -> closing != null, done -> checking.onProgress(done, total));
    }

    private Future<Void> recheckTemporary(TemporaryPieces under, Checking checking) {
        Recheck recheck = new Recheck(metainfo, workers, pieces);
        return serving.hold(source -> recheck.run(source, untilClosed(checking, pieces.count())))
                .compose(checked ->
                        recheck.damaged().isEmpty() ? Future.succeededFuture() : drop(under, recheck.damaged()));
    }

    /** Reads them anew from where they should be: an open file may not be the one that bears its name now. */
    private Future<Void> recheckFinals(Checking checking) {
        Recheck recheck = new Recheck(metainfo, workers, wanted);
        PieceSource fresh = new FinalSource(metainfo, List.of(store.finals()));
        return workers.run(() -> FileStamps.take(store.finals()))
                .compose(stamps -> recheck.run(fresh, untilClosed(checking, wanted.count()))
                        .eventually(() -> workers.perform(fresh::close))
                        .compose(checked -> acceptFinals(recheck, stamps)));
    }

    /** {@code stamps} are from before the files were hashed: what has changed since is noticed by the next read. */
    private Future<Void> acceptFinals(Recheck recheck, List<DataStamp> stamps) {
        List<Integer> damaged = recheck.damaged();
        damaged.forEach(pieces::remove);
        recheck.sound().stream().forEach(pieces::add);
        if (!store.isShared() && !damaged.isEmpty()) {
            return repair();
        }
        isReassembled = isComplete();
        FileStamps kept = new FileStamps(metainfo.infoHash(), store.finals().root(), store.isShared(), pieces, stamps);
        PieceSource before = serving.source();
        return workers.perform(() -> store.folder().keepStamps(kept))
                .compose(done -> serving.exchange(new WatchedSource(metainfo, store.finals(), stamps)))
                .compose(idle -> workers.perform(before::close));
    }

    @Override
    public Future<Void> inspect() {
        if (closing != null || !(serving.source() instanceof WatchedSource watched)) {
            return Future.succeededFuture();
        }
        int first = nextInspected;
        nextInspected = first + INSPECTED_AT_ONCE < store.finals().paths().size() ? first + INSPECTED_AT_ONCE : 0;
        return workers.perform(() -> watched.inspect(first, INSPECTED_AT_ONCE));
    }

    /** Makes a download of the finished one again, in which the damaged pieces are missing. */
    private Future<Void> repair() {
        isReassembled = false;
        PieceSource before = serving.source();
        FileLayout files = FileLayout.below(store.folder().files(), metainfo);
        Repair repair = new Repair(store.folder(), metainfo, store.finals(), files);
        PieceSet sound = pieces.copy();
        return serving.exchange(new FinalSource(metainfo, List.of(store.finals(), files)))
                .compose(idle -> workers.run(() -> {
                    before.close();
                    return repair.begin(sound, options.boot().get());
                }))
                .map(repaired -> {
                    store = repaired;
                    download(repaired.temporary());
                    return repaired.temporary();
                })
                .compose(under -> under == null ? Future.succeededFuture() : serving.exchange(under));
    }

    @Override
    public Future<Void> close() {
        if (closing == null) {
            closing = whenQuiet().compose(quiet -> workers.sync(closeFiles(true)));
            closing = closing.recover(failure -> Future.failedFuture(described("cannot close", failure)));
        }
        return closing;
    }

    @Override
    public Future<Void> delete(boolean withData) {
        if (closing != null) {
            return failed("cannot delete: the store is closed");
        }
        closing = whenQuiet()
                .compose(quiet -> workers.sync(closeFiles(false)))
                .compose(closed -> workers.sync(deleteFiles(withData)))
                .recover(failure -> Future.failedFuture(described("cannot delete", failure)));
        return closing;
    }

    /** Lets go of files and lock without a word to the index, as a process does that is killed; for tests. */
    Future<Void> abandon() {
        closing = workers.sync(closeFiles(false));
        return closing;
    }

    /** Completes when nothing is being written or synced; for tests. */
    Future<Void> whenSynced() {
        return putting == null ? Future.succeededFuture() : putting.whenIdle();
    }

    /** Completes when everything that was begun has ended; what takes long stops at once, since this is closing. */
    private Future<Void> whenQuiet() {
        return Future.join(List.of(
                        serving.whenIdle(),
                        whenSynced(),
                        reassembling == null ? Future.succeededFuture() : reassembling,
                        rechecking == null ? Future.succeededFuture() : rechecking))
                .otherwiseEmpty()
                .compose(idle -> settled.otherwiseEmpty());
    }

    private Workers.Task closeFiles(boolean isSaving) {
        StoreClosing files = new StoreClosing(store, serving.source(), temporary);
        return () -> files.close(isSaving);
    }

    private Workers.Task deleteFiles(boolean withData) {
        StoreClosing files = new StoreClosing(store, serving.source(), temporary);
        // What existed before is the user's: it is forgotten, not deleted.
        boolean isDeletingFinals = withData && isReassembled && !store.isShared();
        return () -> files.delete(isDeletingFinals);
    }

    private <T> Future<T> failed(String what) {
        return Future.failedFuture(failure(what));
    }

    private StorageException failure(String what) {
        return new StorageException(TemporaryPieces.describe(metainfo) + ": " + what);
    }

    private Throwable described(String what, Throwable failure) {
        return failure instanceof StorageException
                ? failure
                : new StorageException(
                        TemporaryPieces.describe(metainfo) + ": " + what + ": " + Io.reason(failure), failure);
    }
}
