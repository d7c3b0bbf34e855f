package io.starling.bus;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks of the fields of messages; each failure names the field, what was found and what is expected. */
final class Require {
    /** Long enough for every file name; names are shown to people and kept by the tracker. */
    static final int MAX_TEXT_CHARS = 1024;

    /** As long as an id may be; the tracker keeps many of these. */
    static final int MAX_NAME_CHARS = 128;

    /** A host name or an IPv4 or IPv6 address with or without a scope; 253 is the longest name in the DNS. */
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:%_-]{0,253}");

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private Require() {}

    static void present(String field, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException(field + ": missing");
        }
    }

    static void text(String field, @Nullable String value) {
        present(field, value);
        if (value == null || value.isBlank() || value.length() > MAX_TEXT_CHARS) {
            throw new IllegalArgumentException(field + ": expected 1 to " + MAX_TEXT_CHARS + " characters");
        }
    }

    /** What a peer is called: its configured id, or what the tracker made up. */
    static void name(String field, @Nullable String value) {
        present(field, value);
        if (value == null || value.isBlank() || value.length() > MAX_NAME_CHARS) {
            throw new IllegalArgumentException(field + ": expected 1 to " + MAX_NAME_CHARS + " characters");
        }
    }

    /** A configured id: it becomes part of event bus addresses. */
    static void id(String field, @Nullable String value) {
        present(field, value);
        if (value == null || !ID.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    field + ": \"" + value + "\" (expected: 1 to 128 letters, digits, '.', '_' or '-')");
        }
    }

    /** Somewhere to dial; may be empty where the receiver knows the address of the sender. */
    static void hostOrEmpty(String field, @Nullable String value) {
        present(field, value);
        if (value == null || !HOST.matcher(value).matches()) {
            throw new IllegalArgumentException(field + ": \"" + value + "\" (expected: a host name or an IP address)");
        }
    }

    static void notNegative(String field, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(field + ": " + value + " (expected: 0 or more)");
        }
    }

    /** Which page of a list is asked for, and how long pages are; each may be absent. */
    static void page(@Nullable Integer page, @Nullable Integer size, int maxSize) {
        if (page != null) {
            notNegative("page", page);
        }
        if (size != null && (size < 1 || size > maxSize)) {
            throw new IllegalArgumentException("size: " + size + " (expected: 1.." + maxSize + ")");
        }
    }

    static void port(String field, int value) {
        if (value < 1 || value > 65_535) {
            throw new IllegalArgumentException(field + ": " + value + " (expected: 1..65535)");
        }
    }

    static <T> List<T> listOrEmpty(@Nullable List<T> values) {
        return values == null ? List.of() : List.copyOf(values);
    }
}
