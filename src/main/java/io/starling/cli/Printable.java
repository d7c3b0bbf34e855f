package io.starling.cli;

/** Text from a stranger, made fit for one line of a terminal. */
final class Printable {
    private Printable() {}

    /** What is invisible or steers a terminal stands there as its code point, such as {@code \}{@code u{1b}}. */
    static String text(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints().forEach(codePoint -> {
            if (isVisible(codePoint)) {
                printable.appendCodePoint(codePoint);
            } else {
                printable.append("\\u{").append(Integer.toHexString(codePoint)).append('}');
            }
        });
        return printable.toString();
    }

    /** At most so many characters, the last one an ellipsis when there were more. */
    static String atMost(int chars, String text) {
        String printable = text(text);
        int[] codePoints = printable.codePoints().toArray();
        return codePoints.length <= chars ? printable : new String(codePoints, 0, chars - 1) + "\u2026";
    }

    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
