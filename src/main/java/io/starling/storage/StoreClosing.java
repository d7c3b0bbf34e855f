package io.starling.storage;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Ends a store in which nothing is going on any more. Blocking.
 *
 * @param source what the reads came from
 * @param temporary the download, when there is one
 */
record StoreClosing(
        Opened store, PieceSource source, @Nullable TemporaryPieces temporary) {
    /** Closes the files and gives up the lock, whatever fails; before that, when saving, everything is made durable. */
    void close(boolean isSaving) throws IOException {
        TorrentFolder folder = store.folder();
        PieceSource reading = source;
        try (folder;
                reading) {
            if (temporary != null && isSaving) {
                temporary.checkpoint(true);
            }
        } finally {
            if (temporary != null) {
                temporary.close();
            }
        }
    }

    /** Deletes what is kept of the torrent, and its final files too when asked; to be called after closing. */
    void delete(boolean withFinals) throws IOException {
        if (withFinals) {
            for (Path path : store.finals().paths()) {
                Files.deleteIfExists(path);
                deleteEmpty(Io.parent(path));
            }
        }
        store.folder().deleteAll();
    }

    /** Up to the download directory, as long as nothing else is in them. */
    private void deleteEmpty(Path directory) throws IOException {
        Path each = directory;
        while (!each.equals(store.finals().base()) && isDeleted(each)) {
            each = Io.parent(each);
        }
    }

    private static boolean isDeleted(Path directory) throws IOException {
        try {
            return Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException e) {
            return false;
        }
    }
}
