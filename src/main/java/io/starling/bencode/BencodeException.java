package io.starling.bencode;

/** Bytes that are not bencoding as BEP 3 wants it. One line: where, what was found, what was expected. */
public final class BencodeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int position;

    BencodeException(int position, String found, String expected) {
        super("byte " + position + ": " + found + " (expected: " + expected + ")");
        this.position = position;
    }

    /** Where in the data it went wrong, in bytes from its beginning. */
    public int position() {
        return position;
    }
}
