package io.starling.node;

/**
 * Options that cannot be used. The message is one line: the path of the key, what was found there, and what is expected,
 * as in {@code peers[0].picker: "foo" (expected one of: rarest-first, random, sequential)}.
 */
public final class OptionsException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public OptionsException(String message) {
        super(message);
    }
}
