package io.starling.wire;

import io.starling.bencode.ByteString;
import java.nio.charset.StandardCharsets;

/** Text that a remote wrote about itself, made fit for a log or a table. */
final class RemoteText {
    private static final int REPLACEMENT = 0xFFFD;

    /** UTF-8 has up to four bytes a character, and a character may be two {@code char}s. */
    private static final int MAX_BYTES = 4 * ExtensionHandshake.MAX_NAME_CHARS;

    private RemoteText() {}

    /**
     * At most {@link ExtensionHandshake#MAX_NAME_CHARS} characters of the text; what is not UTF-8, and whatever moves a
     * cursor, ends a line or turns the direction of writing, is U+FFFD instead.
     */
    static String printable(ByteString utf8) {
        ByteString start = utf8.slice(0, Math.min(utf8.size(), MAX_BYTES));
        StringBuilder text = new StringBuilder();
        new String(start.toByteArray(), StandardCharsets.UTF_8)
                .codePoints()
                .map(c -> isPrintable(c) ? c : REPLACEMENT)
                .takeWhile(c -> text.length() + Character.charCount(c) <= ExtensionHandshake.MAX_NAME_CHARS)
                .forEach(text::appendCodePoint);
        return text.toString();
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
