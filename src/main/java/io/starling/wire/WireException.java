package io.starling.wire;

/** A remote broke the peer wire protocol; the text says how, and what was expected. Its connection ends. */
public final class WireException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WireException(String message) {
        super(message);
    }

    WireException(String message, Throwable cause) {
        super(message, cause);
    }
}
