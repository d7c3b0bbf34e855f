package io.starling.storage;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Does the same to many pieces, on all workers at once: as many tasks as there are workers, each of a few pieces, and
 * the next when one ends, so that other work gets its turn between them. Owned by the context that starts it.
 */
final class Sweep {
    /** Bytes a task: some 10 ms of hashing, for which a read may have to wait. */
    private static final int TASK_BYTES = 8 * 1024 * 1024;

    /** What is done to one piece, on a worker. */
    interface Step {
        void apply(int piece) throws IOException;
    }

    private final Workers workers;
    private final int[] pieces;
    private final int perTask;
    private final Step step;
    private final Control control;
    private final Promise<Void> promise = Promise.promise();
    private int next;
    private int running;
    private int done;
    private @Nullable Throwable failure;

    Sweep(Workers workers, int[] pieces, int pieceLength, Step step, Control control) {
        this.workers = workers;
        this.pieces = pieces;
        this.perTask = Math.max(1, TASK_BYTES / pieceLength);
        this.step = step;
        this.control = control;
    }

    /**
     * How the owner watches a sweep, and ends it; both are called on its context.
     *
     * @param isCancelled whether to stop before the next task
     * @param progress is told the number of pieces done so far
     */
    record Control(BooleanSupplier isCancelled, IntConsumer progress) {
        static Control of(Checking checking, int total) {
            return new Control(checking::isCancelled, done -> checking.onProgress(done, total));
        }
    }

    /** Fails with the first failure of a step, or when cancelled; completes when no task is running any more. */
    Future<Void> run() {
        if (pieces.length > 0) {
            control.progress().accept(0);
        }
        advance();
        return promise.future();
    }

    private void advance() {
        while (failure == null && running < workers.size() && next < pieces.length) {
            if (control.isCancelled().getAsBoolean()) {
                failure = new StorageException("the store was closed");
            } else {
                start(Arrays.copyOfRange(pieces, next, Math.min(pieces.length, next + perTask)));
            }
        }
        if (running == 0 && failure != null) {
            promise.tryFail(failure);
        } else if (running == 0) {
            promise.tryComplete();
        }
    }

    private void start(int[] task) {
        next += task.length;
        running++;
        workers.run(() -> {
                    for (int piece : task) {
                        step.apply(piece);
                    }
                    return task.length;
                })
                .onComplete(this::ended);
    }

    private void ended(AsyncResult<Integer> task) {
        running--;
        if (task.succeeded()) {
            done += task.result();
            control.progress().accept(done);
        } else if (failure == null) {
            failure = task.cause();
        }
        advance();
    }
}
