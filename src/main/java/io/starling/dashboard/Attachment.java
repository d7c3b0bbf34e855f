package io.starling.dashboard;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The header {@code Content-Disposition} of a file to be saved (RFC 6266), whatever a stranger called the file. */
final class Attachment {
    private Attachment() {}

    /** Names the file twice: in plain letters, and in full for whoever knows RFC 8187, which is every browser. */
    static String named(String name) {
        String safe = name.codePoints()
                .map(c -> isFit(c) ? c : '_')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        String plain = safe.replaceAll("[^A-Za-z0-9 ._-]", "_");
        String full = URLEncoder.encode(safe, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
        return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + full;
    }

    /** No path, and nothing that cannot be seen. */
    private static boolean isFit(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> codePoint != '/' && codePoint != '\\';
        };
    }
}
