package io.starling.storage;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The threads that touch files and hash. Those that compute are as many as there are cores; one more only waits for the
 * disk to sync, so that reads and writes go on meanwhile. Shared by name among the storages of one Vert.x.
 */
final class Workers {
    /** After this long Vert.x warns of a task that hangs: a disk that syncs gigabytes may take minutes. */
    private static final long MAX_EXECUTE_MINUTES = 10;

    /** Work without a result. */
    interface Task {
        void perform() throws IOException;

        private Callable<Boolean> asCallable() {
            return () -> {
                perform();
                return true;
            };
        }
    }

    private final WorkerExecutor computing;
    private final WorkerExecutor syncing;
    private final int size;

    Workers(Vertx vertx, int size) {
        this.size = size;
        computing = vertx.createSharedWorkerExecutor("starling-storage", size, MAX_EXECUTE_MINUTES, TimeUnit.MINUTES);
        syncing = vertx.createSharedWorkerExecutor("starling-sync", 1, MAX_EXECUTE_MINUTES, TimeUnit.MINUTES);
    }

    int size() {
        return size;
    }

    /** Runs the task beside others; the future completes on the caller's context. Fails when the workers are closed. */
    <T> Future<T> run(Callable<T> task) {
        return on(computing, task);
    }

    private static <T> Future<T> on(WorkerExecutor pool, Callable<T> task) {
        try {
            return pool.executeBlocking(task, false);
        } catch (RejectedExecutionException e) {
            // Who goes from task to task, as a sweep does, is still at it when the peer stops.
            return Future.failedFuture(new StorageException("the storage was closed", e));
        }
    }

    Future<Void> perform(Task task) {
        return run(task.asCallable()).mapEmpty();
    }

    /** Runs a task that waits for the disk, one at a time. */
    Future<Void> sync(Task task) {
        return on(syncing, task.asCallable()).mapEmpty();
    }

    Future<Void> close() {
        return Future.join(computing.close(), syncing.close()).mapEmpty();
    }
}
