package io.starling.storage;

import io.netty.buffer.ByteBuf;
import io.starling.torrent.Block;
import io.starling.torrent.Metainfo;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Serves reads from wherever the pieces are now: the source can be exchanged, and the old one is known to be idle when
 * its last read has ended. Owned by one context.
 */
final class Serving {
    private record Read(List<Block> blocks, Promise<List<ByteBuf>> promise) {}

    /** A source, and the reads that it is busy with. */
    private record Source(PieceSource pieces, InFlight reads) {}

    private final Metainfo metainfo;
    private final Workers workers;
    private final InFlight waiting = new InFlight();
    private final Batch<Read> batch;
    private Source source;

    Serving(Metainfo metainfo, Workers workers, Executor later, PieceSource first) {
        this.metainfo = metainfo;
        this.workers = workers;
        this.batch = new Batch<>(later, this::start);
        this.source = new Source(first, new InFlight());
    }

    PieceSource source() {
        return source.pieces();
    }

    /** Serves from {@code next} from now on; completes when the source before is not used any more. */
    Future<Void> exchange(PieceSource next) {
        InFlight before = source.reads();
        source = new Source(next, new InFlight());
        return before.whenIdle();
    }

    /** Reads blocks that are known to be here. */
    Future<List<ByteBuf>> read(List<Block> blocks) {
        Promise<List<ByteBuf>> promise = Promise.promise();
        waiting.begin();
        batch.add(new Read(List.copyOf(blocks), promise), Block.bytesOf(blocks));
        return promise.future();
    }

    /** Completes when every read that was asked for has ended. */
    Future<Void> whenIdle() {
        return waiting.whenIdle();
    }

    /** Keeps the present source from being let go while {@code work}, which is given it, goes on. */
    Future<Void> hold(Function<PieceSource, Future<Void>> work) {
        InFlight users = source.reads();
        users.begin();
        return work.apply(source.pieces()).onComplete(done -> users.end());
    }

    private void start(List<Read> reads) {
        Source from = source;
        from.reads().begin();
        workers.run(() -> readAll(from.pieces(), reads)).onComplete(done -> {
            for (int i = 0; i < reads.size(); i++) {
                Future<List<ByteBuf>> result =
                        done.succeeded() ? done.result().get(i) : Future.failedFuture(done.cause());
                reads.get(i).promise().handle(result);
                waiting.end();
            }
            from.reads().end();
        });
    }

    private List<Future<List<ByteBuf>>> readAll(PieceSource from, List<Read> reads) {
        List<Future<List<ByteBuf>>> results = new ArrayList<>(reads.size());
        for (Read read : reads) {
            results.add(read(from, read.blocks()));
        }
        return results;
    }

    private Future<List<ByteBuf>> read(PieceSource from, List<Block> blocks) {
        try {
            return Future.succeededFuture(BlockReader.read(from, blocks));
        } catch (StorageException e) {
            return Future.failedFuture(e);
        } catch (IOException | RuntimeException e) {
            return Future.failedFuture(new StorageException(
                    TemporaryPieces.describe(metainfo) + ": cannot read " + blocks + " from " + from + ": "
                            + Io.reason(e),
                    e));
        }
    }
}
