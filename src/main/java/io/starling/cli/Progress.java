package io.starling.cli;

import java.io.PrintWriter;

/** Shows on stderr how far something is. Used by one thread at a time. */
interface Progress extends AutoCloseable {
    /** @param detail what else is to be said: rates, the time left; may be empty */
    void show(long doneBytes, long totalBytes, String detail);

    @Override
    void close();

    /** A bar on a terminal, otherwise a line now and then. */
    static Progress open(String task, PrintWriter err) {
        return Terminal.isTerminal() ? new BarProgress(task) : new LineProgress(task, err, System::nanoTime);
    }
}
