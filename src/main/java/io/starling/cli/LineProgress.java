package io.starling.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Progress where there is no terminal: a line at each tenth, and when nothing else was said for a while. */
final class LineProgress implements Progress {
    /** Often enough to see that it lives, seldom enough for a log file. */
    static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

    private final String task;
    private final PrintWriter err;
    private final LongSupplier nanoTime;
    private int lastTenth = -1;
    private long lastNanos;

    LineProgress(String task, PrintWriter err, LongSupplier nanoTime) {
        this.task = Printable.text(task);
        this.err = err;
        this.nanoTime = nanoTime;
    }

    @Override
    public void show(long doneBytes, long totalBytes, String detail) {
        int percent = Units.percent(doneBytes, totalBytes);
        long now = nanoTime.getAsLong();
        if (percent / 10 == lastTenth && now - lastNanos < LONGEST_SILENCE.toNanos()) {
            return;
        }
        lastTenth = percent / 10;
        lastNanos = now;
        err.println(task + ": " + line(percent, doneBytes, totalBytes, detail));
        err.flush();
    }

    /** Of nothing, or of what nobody knows the length of yet, no share can be said. */
    private static String line(int percent, long doneBytes, long totalBytes, String detail) {
        if (totalBytes == 0 && !detail.isEmpty()) {
            return detail;
        }
        String of = Units.bytes(doneBytes) + " of " + Units.bytes(totalBytes);
        return percent + " %, " + of + (detail.isEmpty() ? "" : ", " + detail);
    }

    @Override
    public void close() {}
}
