package io.starling.announce;

/** A range of a file did not come; the message says why, without the URL. */
public final class HttpRangeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean isLasting;
    private final long retryAfterSeconds;

    private HttpRangeException(String message, boolean isLasting, long retryAfterSeconds) {
        super(message, null, false, false);
        this.isLasting = isLasting;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** The file will not be had from there. */
    static HttpRangeException lasting(String why) {
        return new HttpRangeException(why, true, 0);
    }

    /** It may be had later. */
    static HttpRangeException passing(String why, long retryAfterSeconds) {
        return new HttpRangeException(why, false, retryAfterSeconds);
    }

    /** Whether asking again is of no use. */
    public boolean isLasting() {
        return isLasting;
    }

    /** How long the server wants not to be asked; 0 when it does not say. */
    public long retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
