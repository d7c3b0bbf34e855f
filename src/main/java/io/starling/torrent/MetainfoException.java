package io.starling.torrent;

/**
 * A .torrent file or magnet link that cannot be believed. One line: what, what was found, what was expected; text taken
 * from it is quoted and harmless in a log.
 */
public final class MetainfoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MetainfoException(String message) {
        super(message);
    }

    public MetainfoException(String message, Throwable cause) {
        super(message, cause);
    }
}
