package io.starling.bus;

/**
 * A request on the bus that failed, with the code that its reply carries. The text is one line of at most {@link
 * #MAX_MESSAGE_CHARS} characters whatever a remote put into it: it goes to logs, terminals and pages.
 */
public final class BusException extends RuntimeException {
    /** The message is not what it should be; the text names the field. */
    public static final int MALFORMED = 400;

    /** Not for this caller: an address that is not open to it, or a token that is missing or wrong. */
    public static final int FORBIDDEN = 403;

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

    /** Enough to name some twenty info-hashes; a remote's text may be megabytes. */
    public static final int MAX_MESSAGE_CHARS = 1_000;

    private static final long serialVersionUID = 1L;

    private final int code;

    public BusException(int code, String message) {
        super(OneLine.of(message, MAX_MESSAGE_CHARS));
        this.code = code;
    }

    public int code() {
        return code;
    }
}
