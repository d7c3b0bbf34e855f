package io.starling.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What Jackson complains of, in the words of the message's fields: {@code links[0].rate: expected a whole number}. */
final class JsonFault {
    private JsonFault() {}

    static String describe(IllegalArgumentException fault) {
        String path = "";
        Throwable cause = fault;
        for (Throwable t = fault; t != null; t = t.getCause()) {
            cause = t;
            if (t instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
                path = path(mapping);
            }
        }
        if (cause instanceof JsonProcessingException syntax) {
            return named(path, expected(syntax));
        }
        // A check of ours names the field of its record; the path is still needed for what is nested.
        String message = String.valueOf(cause.getMessage());
        return path.isEmpty() || message.startsWith(path + ":") ? message : named(path, message);
    }

    private static String named(String path, String text) {
        return path.isEmpty() ? text : path + ": " + text;
    }

    private static String path(JsonMappingException fault) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : fault.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    private static String expected(JsonProcessingException fault) {
        Class<?> type = fault instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
        return type == null ? fault.getOriginalMessage() : "expected " + name(type);
    }

    private static String name(@Nullable Class<?> type) {
        if (type == null) {
            return "another type";
        } else if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants()).map(String::valueOf).collect(Collectors.joining(", "));
        } else if (type == String.class) {
            return "text";
        } else if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        } else if (List.class.isAssignableFrom(type)) {
            return "a list";
        } else if (type == double.class || type == Double.class) {
            return "a number";
        }
        return type.isPrimitive() || Number.class.isAssignableFrom(type) ? "a whole number" : "an object";
    }
}
