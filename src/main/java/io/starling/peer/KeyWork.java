package io.starling.peer;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * The arithmetic of encrypted handshakes, which a stranger gets done for 96 bytes: one at a time on a thread of its own,
 * with a rest after each, so that whoever floods us with keys takes an eighth of one core and no turn of the event loop.
 * Who waits with the fewest others from its address is next; a flood from one address holds up nobody else. Owned by the
 * peer's context.
 */
final class KeyWork {
    /** The thread is the same for all peers of a Vert.x. */
    static final String WORKER = "starling-keys";

    /** Seven times what an exchange takes. Fifty peers who come at once are greeted within a quarter of a second. */
    private static final long REST_MILLIS = 2;

    private final Vertx vertx;
    private final WorkerExecutor worker;
    private final List<Task<?>> waiting = new ArrayList<>();
    private boolean isBusy;
    private boolean isClosed;

    private record Task<T>(Greeting greeting, InetAddress address, Callable<T> work, Promise<T> done) {}

    KeyWork(Vertx vertx) {
        this.vertx = vertx;
        this.worker = vertx.createSharedWorkerExecutor(WORKER, 1);
    }

    /** Does the work for this connection when it is its turn; never, when the connection is gone by then. */
    <T> Future<T> submit(Greeting greeting, Callable<T> work) {
        Task<T> task = new Task<>(greeting, greeting.socket().remoteInetAddress(), work, Promise.promise());
        waiting.add(task);
        begin();
        return task.done.future();
    }

    /** What waits, and what is still submitted, is never done. */
    Future<Void> close() {
        isClosed = true;
        return worker.close();
    }

    private void begin() {
        waiting.removeIf(task -> task.greeting.isOver());
        if (!isBusy && !isClosed && !waiting.isEmpty()) {
            isBusy = true;
            Task<?> next = next();
            waiting.remove(next);
            run(next);
        }
    }

    private <T> void run(Task<T> task) {
        worker.executeBlocking(task.work, false)
                .onComplete(task.done)
                .onComplete(done -> vertx.setTimer(REST_MILLIS, rested -> {
                    isBusy = false;
                    begin();
                }));
    }

    private Task<?> next() {
        Map<InetAddress, Integer> crowds = new HashMap<>();
        waiting.forEach(task -> crowds.merge(task.address, 1, Integer::sum));
        return waiting.stream()
                .min(Comparator.comparing(task -> crowds.getOrDefault(task.address, 0)))
                .orElseThrow();
    }
}
