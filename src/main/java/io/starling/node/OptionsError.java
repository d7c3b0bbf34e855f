package io.starling.node;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** One line about options that were not accepted: the path of the key, what was found, what is expected. */
final class OptionsError {
    /** Of a wrong value, as much as helps to find it. */
    private static final int MAX_FOUND_CHARS = 60;

    private OptionsError() {}

    /** JSON that is none, or says a key twice. */
    static String ofSyntax(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        String place = at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
        return place + firstLine(e.getOriginalMessage()) + " (expected: a configuration in JSON)";
    }

    /** JSON that is well-formed but not these options. */
    static String ofMapping(JsonMappingException e, JsonNode tree) {
        String path = path(e.getPath());
        if (e instanceof UnrecognizedPropertyException unknown) {
            Collection<Object> known = unknown.getKnownPropertyIds();
            String expected = known.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
            return path + ": unknown key (expected one of: " + expected + ")";
        }
        Optional<String> refusal = refusal(e);
        if (refusal.isPresent()) {
            return join(path, lastKey(e.getPath()), refusal.get());
        }
        return path + ": " + found(at(tree, e.getPath())) + " (expected: " + expected(e) + ")";
    }

    static String found(JsonNode node) {
        String text = node.isMissingNode() ? "nothing" : node.toString();
        return text.length() <= MAX_FOUND_CHARS ? text : text.substring(0, MAX_FOUND_CHARS) + "\u2026";
    }

    /** What a setter or one of our readers said. */
    private static Optional<String> refusal(JsonMappingException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IllegalArgumentException && cause.getMessage() != null) {
                return Optional.of(firstLine(cause.getMessage()));
            }
        }
        return Optional.empty();
    }

    /** A setter's message begins with its key, which the path has already: {@code port: 70000 (expected: …)}. */
    private static String join(String path, String key, String refusal) {
        if (refusal.startsWith(key + ":") || refusal.startsWith(key + "[")) {
            return path + refusal.substring(key.length());
        }
        return path + ": " + refusal;
    }

    private static String path(List<Reference> path) {
        StringBuilder text = new StringBuilder();
        for (Reference step : path) {
            if (step.getFieldName() == null) {
                text.append('[').append(step.getIndex()).append(']');
            } else {
                text.append(text.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return text.toString();
    }

    private static String lastKey(List<Reference> path) {
        String name = path.isEmpty() ? null : path.get(path.size() - 1).getFieldName();
        return name == null ? "" : name;
    }

    private static JsonNode at(JsonNode tree, List<Reference> path) {
        JsonNode node = tree;
        for (Reference step : path) {
            node = step.getFieldName() == null ? node.path(step.getIndex()) : node.path(step.getFieldName());
        }
        return node;
    }

    private static String expected(JsonMappingException e) {
        if (e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            return expected(mismatch.getTargetType());
        }
        // A number that does not fit fails below the mapping.
        return e.getCause() instanceof InputCoercionException number
                ? expected(number.getTargetType())
                : "another value";
    }

    private static String expected(Class<?> type) {
        if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return "a whole number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == String.class || type.isEnum() || Path.class.isAssignableFrom(type)) {
            return "a text in quotes";
        }
        return Collection.class.isAssignableFrom(type) ? "a list [\u2026]" : "an object {\u2026}";
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("").strip();
    }
}
