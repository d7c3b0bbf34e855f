package io.starling.node;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/** Checks of option values; each failure names the key, what was found and what is expected. */
final class Check {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private Check() {}

    static boolean isId(String value) {
        return ID.matcher(value).matches();
    }

    /** A name that becomes part of event bus addresses. */
    static String id(String key, String value) {
        if (!isId(value)) {
            throw wrong(key, value, "1 to 128 letters, digits, '.', '_' or '-', the first a letter or digit");
        }
        return value;
    }

    static String host(String key, String value) {
        if (value.isBlank() || value.chars().anyMatch(c -> c <= ' ' || c == '/')) {
            throw wrong(key, value, "a host name or an address");
        }
        return value;
    }

    /** A port to listen on: 0 is any free one. */
    static int port(String key, int value) {
        return range(key, value, 0, 65_535);
    }

    static int range(String key, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(key + ": " + value + " (expected: " + min + ".." + max + ")");
        }
        return value;
    }

    static List<String> texts(String key, Collection<String> values) {
        int index = 0;
        for (String value : values) {
            if (value.isBlank()) {
                throw wrong(key + "[" + index + "]", value, "some text");
            }
            index++;
        }
        return List.copyOf(values);
    }

    static IllegalArgumentException wrong(String key, String value, String expected) {
        return new IllegalArgumentException(key + ": \"" + value + "\" (expected: " + expected + ")");
    }
}
