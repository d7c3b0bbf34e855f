package io.starling.bus;

/** Text from a remote as it may go to a log, a terminal or a page: one line, of bounded length, that steers nothing. */
public final class OneLine {
    private OneLine() {}

    /** At most {@code maxChars} characters and "…"; control and invisible formatting characters become '?'. */
    public static String of(String text, int maxChars) {
        String start = text.length() <= maxChars ? text : text.substring(0, maxChars) + "…";
        return start.codePoints()
                .map(c -> isHarmless(c) ? c : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isHarmless(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
