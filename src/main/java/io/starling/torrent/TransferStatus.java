package io.starling.torrent;

/** Where a transfer stands, as the tracker, the event bus and the page name it. */
public enum TransferStatus {
    /** Known, not begun. */
    QUEUED,
    /** The metainfo is being fetched. */
    METADATA,
    /** Data on disk is being hashed. */
    CHECKING,
    /** Pieces are missing and are being fetched; those that are here are served from the temporary file. */
    DOWNLOADING,
    /** Nothing is missing; the pieces are being moved from the temporary file to the final files. */
    REASSEMBLING,
    /** The final files are complete, and are served. */
    DOWNLOADED,
    /** Stopped by the user; may go on. */
    PAUSED,
    /** Stopped by an error, which the transfer names. */
    FAILED
}
