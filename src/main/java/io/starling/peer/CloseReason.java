package io.starling.peer;

/**
 * Why a connection ended.
 *
 * @param blame who ended it, or whose fault it was
 * @param text one sentence for a person; empty when there is nothing to say
 */
public record CloseReason(Blame blame, String text) {
    public enum Blame {
        /** The remote closed, or the network did. */
        REMOTE,
        /** The remote broke the protocol. */
        OFFENCE,
        /** We had no more use for it. */
        US
    }

    static final CloseReason BY_REMOTE = new CloseReason(Blame.REMOTE, "closed by the remote");

    public static CloseReason us(String text) {
        return new CloseReason(Blame.US, text);
    }

    public static CloseReason offence(String text) {
        return new CloseReason(Blame.OFFENCE, text);
    }
}
