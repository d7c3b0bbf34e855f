package io.starling.storage;

import io.vertx.core.Future;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.BooleanSupplier;

/**
 * Runs the steps of a {@link Reassembler} on the workers, and moves the reads on from the temporary to the final files.
 * Owned by the context of the store.
 */
final class Reassembly {
    private final Opened store;
    private final TemporaryPieces pieces;
    private final Reassembler steps;
    private final Workers workers;
    private final Serving serving;
    private final ReassemblyStep.Listener listener;

    /** Completes when reads of the temporary file that began before the rename have ended. */
    private Future<Void> temporaryIdle = Future.succeededFuture();

    Reassembly(Opened store, TemporaryPieces pieces, Serving serving, Workers workers, StoreOptions options) {
        this.store = store;
        this.pieces = pieces;
        this.steps = new Reassembler(store, pieces, options.isVerifying());
        this.workers = workers;
        this.serving = serving;
        this.listener = options.listener();
    }

    /** Up to the rename, after which the final files serve. Fails with {@link DamagedPiecesException}, dropping nothing. */
    Future<Void> move(BooleanSupplier isCancelled) {
        return workers.perform(() -> done(ReassemblyStep.PREPARED, steps::prepare))
                .compose(prepared -> copy(isCancelled))
                .compose(copied -> workers.sync(() -> {
                    listener.onStep(ReassemblyStep.COPIED);
                    done(ReassemblyStep.MARKED, steps::mark);
                }))
                .compose(marked -> letGoOfPlacedFiles())
                .compose(free -> workers.perform(() -> done(ReassemblyStep.RENAMED, () -> steps.rename(listener))))
                .onSuccess(renamed -> serveFinals())
                .recover(failure ->
                        workers.perform(steps::abandon).transform(abandoned -> Future.failedFuture(failure)));
    }

    /** Makes the final files durable, and clears up. */
    Future<Void> settle() {
        return workers.sync(() -> {
                    done(ReassemblyStep.SYNCED, steps::sync);
                    done(ReassemblyStep.COMPLETED, () -> steps.complete(store.folder()));
                })
                .compose(complete -> temporaryIdle)
                .compose(idle ->
                        workers.perform(() -> done(ReassemblyStep.CLEANED, () -> steps.clean(store.folder()))));
    }

    private Future<Void> copy(BooleanSupplier isCancelled) {
        if (!steps.isCopying()) {
            return Future.succeededFuture();
        }
        int[] all = store.finals().selection().pieces().stream().toArray();
        Set<Integer> damaged = new ConcurrentSkipListSet<>();
        Sweep.Step copy = piece -> {
            if (!steps.copy(piece)) {
                damaged.add(piece);
            }
        };
        return new Sweep(
                        workers,
                        all,
                        store.metainfo().grid().pieceLength(),
                        copy,
                        new Sweep.Control(isCancelled, done -> {}))
                .run()
                .compose(copied -> damaged.isEmpty() ? Future.succeededFuture() : damaged(List.copyOf(damaged)));
    }

    private Future<Void> damaged(List<Integer> damaged) {
        return Future.failedFuture(new DamagedPiecesException(
                TemporaryPieces.describe(store.metainfo()) + ": pieces " + damaged + " are damaged in " + pieces,
                damaged));
    }

    /** Files that are about to be renamed are from now on looked for under both names. */
    private Future<Void> letGoOfPlacedFiles() {
        if (steps.isCopying()) {
            return Future.succeededFuture();
        }
        FileLayout temporary = FileLayout.below(store.folder().files(), store.metainfo());
        return serving.exchange(new FinalSource(store.metainfo(), List.of(temporary, store.finals())));
    }

    private void serveFinals() {
        PieceSource before = serving.source();
        Future<Void> idle = serving.exchange(steps.finals());
        temporaryIdle = before == pieces ? idle : idle.compose(unused -> workers.perform(before::close));
    }

    private void done(ReassemblyStep step, Workers.Task task) throws IOException {
        task.perform();
        listener.onStep(step);
    }
}
