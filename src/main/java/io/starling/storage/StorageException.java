package io.starling.storage;

/** Storage that did not do what was asked: the text says what was tried, on which torrent, piece and file. */
public class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StorageException(String message) {
        super(message);
    }

    public StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
