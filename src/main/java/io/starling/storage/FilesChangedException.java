package io.starling.storage;

/** A final file is not as it was when its pieces were found sound: nothing of it may be served until it is hashed again. */
public final class FilesChangedException extends StorageException {
    private static final long serialVersionUID = 1L;

    FilesChangedException(String message) {
        super(message);
    }
}
