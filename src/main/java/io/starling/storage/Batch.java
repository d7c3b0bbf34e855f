package io.starling.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Gathers what comes in one wake-up of the event loop into few tasks: one hop to a worker for many small items, and
 * still several workers for large ones. Owned by one context.
 */
final class Batch<T> {
    /** A task of about this size costs far more than handing it to a worker, and still leaves work for the others. */
    static final int TASK_BYTES = 512 * 1024;

    private final Executor later;
    private final Consumer<List<T>> run;
    private List<T> items = new ArrayList<>();
    private long bytes;

    /** {@code later} runs its task on the context, after what is ready now; {@code run} is given each batch there. */
    Batch(Executor later, Consumer<List<T>> run) {
        this.later = later;
        this.run = run;
    }

    void add(T item, long itemBytes) {
        if (items.isEmpty()) {
            later.execute(this::flush);
        }
        items.add(item);
        bytes += itemBytes;
        if (bytes >= TASK_BYTES) {
            flush();
        }
    }

    private void flush() {
        if (!items.isEmpty()) {
            List<T> batch = items;
            items = new ArrayList<>();
            bytes = 0;
            run.accept(batch);
        }
    }
}
