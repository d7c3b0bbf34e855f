package io.starling.it.stock;

/** A BitTorrent client that is not ours and runs. What it prints is kept, and told by {@code toString}. */
public interface StockClient extends AutoCloseable {
    /** As it says itself. */
    String version() throws Exception;

    /** Waits until it says that it has everything. From then on it seeds. */
    void awaitDone() throws Exception;

    /** Has it stop and take leave of the tracker, which it may be about to do when this returns. */
    void leave() throws Exception;

    /** Has it end; kills it when it does not. */
    @Override
    void close() throws Exception;
}
