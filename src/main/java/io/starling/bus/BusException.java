package io.starling.bus;

/** A request on the bus that failed, with the code that its reply carries. */
public final class BusException extends RuntimeException {
    /** The message is not what it should be; the text names the field. */
    public static final int MALFORMED = 400;

    /** No such file, peer or transfer. */
    public static final int UNKNOWN = 404;

    /** Not possible as things are, or ambiguous; the text names the candidates. */
    public static final int CONFLICT = 409;

    /** The tracker does not know this peer or its part in this swarm: register and join again. */
    public static final int JOIN_AGAIN = 410;

    /** More than the limit that the text names. */
    public static final int TOO_LARGE = 413;

    /** Something broke here; the text says what. */
    public static final int INTERNAL = 500;

    /** No tracker answers. */
    public static final int NO_TRACKER = 503;

    private static final long serialVersionUID = 1L;

    private final int code;

    public BusException(int code, String message) {
        super(message);
        this.code = code;
    }

    public int code() {
        return code;
    }
}
