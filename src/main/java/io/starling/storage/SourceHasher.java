package io.starling.storage;

import io.starling.bencode.ByteString;
import io.starling.storage.SourceTree.Source;
import io.starling.torrent.Metainfo;
import io.starling.torrent.PieceGrid;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;

/**
 * Hashes the pieces of a tree of files, several runs of pieces at the same time. The threads share nothing: a run is
 * handed out as two numbers and comes back as hashes, which the calling thread puts in their places.
 */
final class SourceHasher {
    /** What one thread takes at a time: long enough to read a disk in order, short enough for a smooth progress. */
    private static final int RUN_BYTES = 4 * 1024 * 1024;

    /** Handed out per thread, so that none waits for the caller. */
    private static final int RUNS_PER_THREAD = 2;

    private final List<Source> sources;
    private final PieceGrid grid;

    SourceHasher(SourceTree tree, PieceGrid grid) {
        this.sources = tree.sources();
        this.grid = grid;
    }

    /** The hashes of all pieces, 20 bytes each. See {@link TorrentBuilder#build} for {@code progress} and failures. */
    ByteString hash(int threads, LongConsumer progress) {
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "starling-hash");
            thread.setDaemon(true);
            return thread;
        });
        try {
            return collect(new ExecutorCompletionService<>(pool), threads * RUNS_PER_THREAD, progress);
        } finally {
            pool.shutdownNow();
        }
    }

    /** The pieces from {@code first} to {@code end}, exclusive, and their hashes. */
    private record Run(int first, int end, ByteString hashes) {}

    private ByteString collect(CompletionService<Run> pool, int window, LongConsumer progress) {
        ByteBuffer hashes = ByteBuffer.allocate(grid.pieces() * Metainfo.HASH_LENGTH_BYTES);
        int piecesPerRun = Math.max(1, RUN_BYTES / grid.pieceLength());
        int next = 0;
        int running = 0;
        long done = 0;
        while (next < grid.pieces() || running > 0) {
            if (next < grid.pieces() && running < window) {
                int first = next;
                next = Math.min(first + piecesPerRun, grid.pieces());
                int end = next;
                pool.submit(() -> hashRun(first, end));
                running++;
            } else {
                Run run = take(pool);
                running--;
                hashes.position(run.first() * Metainfo.HASH_LENGTH_BYTES)
                        .put(run.hashes().asByteBuffer());
                done += grid.offset(run.end() - 1) + grid.length(run.end() - 1) - grid.offset(run.first());
                progress.accept(done);
            }
        }
        return ByteString.wrap(hashes.array());
    }

    private static Run take(CompletionService<Run> pool) {
        try {
            return pool.take().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException("hashing was interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StorageException failure
                    ? failure
                    : new StorageException("hashing failed: " + e.getCause(), e);
        }
    }

    private Run hashRun(int first, int end) {
        ByteBuffer hashes = ByteBuffer.allocate((end - first) * Metainfo.HASH_LENGTH_BYTES);
        try (SourceReader reader = new SourceReader(sources, grid.offset(first))) {
            for (int piece = first; piece < end; piece++) {
                hashes.put(reader.hash(grid.length(piece)));
            }
        }
        return new Run(first, end, ByteString.wrap(hashes.array()));
    }
}
