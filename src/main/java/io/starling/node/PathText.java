package io.starling.node;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * Paths in a configuration. They may begin with {@code ${java.home}} or {@code ${user.home}}, the directory of the JDK
 * that runs this and the home of who runs it; nothing else is expanded.
 */
final class PathText {
    private static final List<String> PLACES = List.of("java.home", "user.home");

    private PathText() {}

    /** Throws {@link IllegalArgumentException} saying what was found and is expected, without the key. */
    static Path parse(String text) {
        if (text.isBlank()) {
            throw wrong(text, "a path");
        }
        try {
            return Path.of(expand(text));
        } catch (InvalidPathException e) {
            throw wrong(text, "a path");
        }
    }

    private static String expand(String text) {
        for (String place : PLACES) {
            String written = "${" + place + "}";
            if (text.startsWith(written)) {
                return System.getProperty(place) + text.substring(written.length());
            }
        }
        if (text.contains("${")) {
            throw wrong(text, "a path, which may begin with ${java.home} or ${user.home}");
        }
        return text;
    }

    private static IllegalArgumentException wrong(String text, String expected) {
        return new IllegalArgumentException("\"" + text + "\" (expected: " + expected + ")");
    }
}
