package io.starling.storage;

import io.starling.torrent.FileWishes;
import io.starling.torrent.InfoHash;
import io.starling.torrent.MagnetLink;
import io.starling.torrent.Metainfo;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;

/** The storage of one peer: its download directory, and the worker pool that hashes and does all file work. */
public interface Storage {
    /** Makes the storage of one peer; storages of the same Vert.x share their worker pool. Touches no file yet. */
    static Storage create(Vertx vertx, StorageOptions options) {
        return new FileStorage(vertx, options, FileStorage.Seams.real());
    }

    /** Makes the download directory; fails, naming it, when it is none or nothing can be written there. */
    Future<Void> prepare();

    /**
     * Opens the torrent's store in the download directory: resumes what is there, or begins anew. Fails, naming
     * {@code direct}, when {@code append} is asked for and there is no room for twice the size.
     *
     * <p>Files that stand at the final paths already are never overwritten. When they are all there and match their
     * hashes, the store is complete at once; when they differ, this fails and names one. It fails too when another
     * process or peer has this torrent open in the same directory.
     *
     * <p>Of files that are not wanted nothing stands in the download directory; the bytes that they share a piece with
     * wanted ones are kept out of sight.
     */
    Future<PieceStore> open(Metainfo metainfo, FileSelection selection, Checking checking);

    /** As {@link #open(Metainfo, FileSelection, Checking)}, with all files. */
    default Future<PieceStore> open(Metainfo metainfo, Checking checking) {
        return open(metainfo, FileSelection.all(metainfo), checking);
    }

    /**
     * Opens a store over final files that exist already at {@code root}, and remembers them. What was hashed before and
     * has not changed since in size and time is not hashed again; {@code isVerified} says that the caller has just
     * made the metainfo from these very files. Pieces of files that are missing or were changed are simply not here; the
     * files are only read, and reassembly, when pieces are missing, fails.
     */
    Future<PieceStore> openExisting(Metainfo metainfo, Path root, boolean isVerified, Checking checking);

    /** The torrents that this download directory knows from before, to go on with after a restart. */
    Future<List<Saved>> saved();

    /** Remembers over a restart whether the user has paused the torrent; of one that is not kept here, nothing. */
    Future<Void> keepPaused(InfoHash infoHash, boolean isPaused);

    /** Remembers over a restart what is said of the priorities of its files; of one that is not kept here, nothing. */
    Future<Void> keepPriorities(InfoHash infoHash, FilePriorities priorities);

    /** Keeps the link of a torrent of which no more is here, and what is wished of its files, until it is opened or forgotten. */
    Future<Void> keepLink(SavedLink link);

    /** The links that this download directory has from before, to go on with after a restart. */
    Future<List<SavedLink>> savedLinks();

    /** Deletes what is kept of a torrent that is not open, and could not be opened; no final file. */
    Future<Void> forget(InfoHash infoHash);

    /** Makes a torrent of a file or directory, hashing with all cores; {@code progress} gets bytes hashed so far. */
    Future<Metainfo> build(TorrentSpec spec, LongConsumer progress);

    /**
     * Closes the worker pool; the stores, also those that are still being opened, are the concern of their owners before.
     * A torrent that is being made is not made.
     */
    Future<Void> close();

    /**
     * A torrent found in the download directory.
     *
     * @param selection the files that are wanted
     * @param priorities which of them come first, and which last
     * @param existingRoot where its final files are, when they were shared from elsewhere; otherwise empty
     * @param isPaused whether the user has paused it
     */
    record Saved(
            Metainfo metainfo,
            FileSelection selection,
            FilePriorities priorities,
            List<Path> existingRoot,
            boolean isPaused) {}

    /** A link found in the download directory, with what is wished of the files that it leads to. */
    record SavedLink(MagnetLink link, FileWishes wishes) {}
}
