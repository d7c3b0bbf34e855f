package io.starling.storage;

import io.netty.buffer.ByteBuf;
import io.starling.torrent.Block;
import io.starling.torrent.Metainfo;
import io.starling.torrent.PieceSet;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;

/**
 * The verified pieces of one torrent on disk: in a temporary file while it is being downloaded, in the final files
 * after. One owner calls it, on one Vert.x context, and futures complete on that context; hashing and files happen on
 * the storage's worker pool. Failures are {@link StorageException}s that name the torrent, the piece and the file.
 */
public interface PieceStore {
    Metainfo metainfo();

    /** The pieces that are verified and here; a live view for the owner, not to be changed by it. */
    PieceSet pieces();

    /** The files that are wanted of the torrent. */
    FileSelection selection();

    /** The pieces that are wanted and not here. */
    PieceSet missing();

    /** Whether all that is wanted is here. */
    boolean isComplete();

    /** Whether the files existed before, and are only read: what is missing of them cannot be fetched. */
    boolean isShared();

    /** Whether the final files that are wanted are complete, and serve the uploads. */
    boolean isReassembled();

    /** The final file, or the directory of the final files: where they are, or will be. */
    Path root();

    /**
     * Verifies the piece by its hash and, when it is sound and not here yet, appends it with one write. The store takes
     * over {@code data}, whose readable bytes are the whole piece, and releases it.
     */
    Future<PutOutcome> put(int piece, ByteBuf data);

    /**
     * Reads blocks of pieces that are here, from the temporary file or from the final files. The result has one buffer
     * a block, in order; the caller releases them. Fails when a block lies in a piece that is not here, and with
     * {@link FilesChangedException} when somebody has changed the final files.
     */
    Future<List<ByteBuf>> read(List<Block> blocks);

    /**
     * Moves the pieces from the temporary file to the final files, hashing each on the way. Fails with
     * {@link DamagedPiecesException} when some are damaged: these are then here no more, are to be fetched again, and
     * this is to be called again. Reads go on meanwhile. Can be repeated after a crash at any step.
     *
     * <p>Completes when every file is complete under its final name and serves the reads; {@link #settled()} follows.
     */
    Future<Void> reassemble();

    /**
     * Completes when the final files are on disk for good, as a crash of the machine would show, and the temporary file
     * is gone; at once when there is nothing to wait for. {@link #close()} waits for it.
     */
    Future<Void> settled();

    /** Hashes all that is on disk again. {@link Checking#isCancelled} is not asked: {@link #close} ends it. */
    Future<PieceSet> recheck(Checking checking);

    /**
     * Looks whether the final files are as they were when their pieces were found sound, a few of them at each call. Fails
     * with {@link FilesChangedException} as the reads do from then on, until the store is opened again, or a recheck.
     */
    Future<Void> inspect();

    /** Writes to disk what is not yet durable, closes the files; pieces stay where they are. */
    Future<Void> close();

    /**
     * Closes and forgets the torrent: its temporary file and index, and the final files too when {@code withData}. Files
     * that were there before, and are only shared, stay in any case.
     */
    Future<Void> delete(boolean withData);

    /** What became of a piece that was put. */
    enum PutOutcome {
        STORED,
        /** It is here already; the new copy is ignored. */
        DUPLICATE,
        /** Its hash is not that of the metainfo; it is thrown away. */
        DAMAGED
    }
}
