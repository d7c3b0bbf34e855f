package io.starling.torrent;

/** Text from a stranger, made fit for one line of a log, a terminal or an error message. */
public final class Quoted {
    /** Enough to recognise a name or URL by; the rest of a line belongs to what is said about it. */
    private static final int MAX_CHARS = 100;

    private Quoted() {}

    /**
     * The text in double quotes, cut at {@value #MAX_CHARS} characters; what is invisible or steers a terminal (control
     * and format characters, bidirectional marks, line ends) stands there as its code point, such as {@code \}{@code u{202e}}.
     */
    public static String text(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        int[] codePoints = text.codePoints().limit(MAX_CHARS + 1).toArray();
        for (int i = 0; i < Math.min(codePoints.length, MAX_CHARS); i++) {
            append(quoted, codePoints[i]);
        }
        return quoted.append(codePoints.length > MAX_CHARS ? "…\"" : "\"").toString();
    }

    private static void append(StringBuilder quoted, int codePoint) {
        if (codePoint == '"' || codePoint == '\\') {
            quoted.append('\\').appendCodePoint(codePoint);
        } else if (isVisible(codePoint)) {
            quoted.appendCodePoint(codePoint);
        } else {
            quoted.append("\\u{").append(Integer.toHexString(codePoint)).append('}');
        }
    }

    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
