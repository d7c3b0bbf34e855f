package io.starling.tracker;

import io.starling.bencode.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The query of a URL as a client of a tracker writes it: values are bytes, not text, and most of those of an info-hash are
 * not characters of anything (BEP 3). Whatever is not as expected fails with {@link IllegalArgumentException} that names
 * the parameter.
 *
 * <pre>
 *   info_hash=%124Vx%9A%BC…&amp;port=6881      %XX is a byte, + a space, other visible characters stand for themselves
 * </pre>
 */
final class HttpQuery {
    /** An announce has a dozen; more than there are info-hashes in the longest scrape that is answered. */
    static final int MAX_PARAMETERS = 128;

    private static final int HEX_DIGITS = 2;

    private final Map<String, List<ByteString>> parameters = new HashMap<>();

    private HttpQuery() {}

    /** @param query what stands behind the question mark, as it was sent; null when there is none */
    static HttpQuery parse(@Nullable String query) {
        HttpQuery parsed = new HttpQuery();
        if (query == null || query.isEmpty()) {
            return parsed;
        }
        String[] pairs = query.split("&", MAX_PARAMETERS + 1);
        if (pairs.length > MAX_PARAMETERS) {
            throw new IllegalArgumentException(
                    "query: more than " + MAX_PARAMETERS + " parameters (expected: at most so many)");
        }
        for (String pair : pairs) {
            parsed.add(pair);
        }
        return parsed;
    }

    private void add(String pair) {
        int equals = pair.indexOf('=');
        String key = new String(
                decode("query", equals < 0 ? pair : pair.substring(0, equals)).toByteArray(),
                StandardCharsets.ISO_8859_1);
        ByteString value = equals < 0 ? ByteString.EMPTY : decode(key, pair.substring(equals + 1));
        parameters.computeIfAbsent(key, unused -> new ArrayList<>()).add(value);
    }

    private static ByteString decode(String key, String text) {
        byte[] bytes = new byte[text.length()];
        int size = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes[size++] = octet(key, text, i + 1);
                i += HEX_DIGITS;
            } else if (c > ' ' && c < 0x7F) {
                bytes[size++] = (byte) (c == '+' ? ' ' : c);
            } else {
                throw new IllegalArgumentException(
                        key + ": a character that is not of a URL at " + i + " (expected: %XX)");
            }
        }
        return ByteString.copyOf(bytes, 0, size);
    }

    private static byte octet(String key, String text, int at) {
        if (at + HEX_DIGITS <= text.length()) {
            int high = Character.digit(text.charAt(at), 16);
            int low = Character.digit(text.charAt(at + 1), 16);
            if (high >= 0 && low >= 0 && text.charAt(at) < 0x7F && text.charAt(at + 1) < 0x7F) {
                return (byte) (high << 4 | low);
            }
        }
        throw new IllegalArgumentException(
                key + ": % at " + (at - 1) + " (expected: two hexadecimal digits behind it)");
    }

    /** All values under this key, in their order. */
    List<ByteString> all(String key) {
        return List.copyOf(parameters.getOrDefault(key, List.of()));
    }

    /** The value under this key; fails when there are several. */
    Optional<ByteString> optional(String key) {
        List<ByteString> values = parameters.getOrDefault(key, List.of());
        if (values.size() > 1) {
            throw new IllegalArgumentException(key + ": " + values.size() + " of them (expected: one)");
        }
        return values.stream().findFirst();
    }

    /** The value under this key, of exactly so many bytes; fails when there is none, or several. */
    ByteString required(String key, int size) {
        return sized(key, optional(key).orElseThrow(() -> missing(key)), size);
    }

    static ByteString sized(String key, ByteString value, int size) {
        if (value.size() != size) {
            throw new IllegalArgumentException(key + ": " + value.size() + " bytes (expected: " + size + ")");
        }
        return value;
    }

    /** The whole number under this key; fails when there is none, or several, or something else. */
    long number(String key) {
        return number(key, optional(key).orElseThrow(() -> missing(key)));
    }

    /** The whole number under this key, or another when there is none; an empty value is none. */
    long number(String key, long otherwise) {
        Optional<ByteString> value = optional(key).filter(bytes -> !bytes.isEmpty());
        return value.isEmpty() ? otherwise : number(key, value.get());
    }

    private static long number(String key, ByteString value) {
        String text = new String(value.toByteArray(), StandardCharsets.ISO_8859_1);
        try {
            if (text.matches("-?[0-9]+")) {
                return Long.parseLong(text);
            }
        } catch (NumberFormatException e) {
            // More digits than a long has: as wrong as any other text.
        }
        throw new IllegalArgumentException(key + ": \"" + text + "\" (expected: a whole number)");
    }

    static IllegalArgumentException missing(String key) {
        return new IllegalArgumentException(key + ": missing");
    }
}
