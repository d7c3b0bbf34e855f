package io.starling.dashboard;

import io.starling.torrent.Quoted;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a request that does not fit the document.
 *
 * @param field its name, with those of the fields around it
 * @param schema what the document says of it
 * @param found what is there; null when nothing is
 */
record Spot(String field, JsonObject schema, @Nullable Object found) {
    /** How the document itself says what it expects of a field. */
    private static final String EXPECTED = "x-expected";

    private static final String WHOLE = "body";

    /** The field of this name in here; the same spot where the document says of the whole what it expects. */
    Spot inner(String name) {
        JsonObject properties = schema.getJsonObject("properties", new JsonObject());
        if (schema.containsKey(EXPECTED) || !(found instanceof JsonObject object) || !properties.containsKey(name)) {
            return this;
        }
        String path = field.equals(WHOLE) ? name : field + "." + name;
        return new Spot(path, properties.getJsonObject(name), object.getValue(name));
    }

    /** The first field that has to be in here and is not; the same spot when there is none. */
    Spot orWhatIsMissing() {
        JsonArray required = schema.getJsonArray("required", new JsonArray());
        return found instanceof JsonObject object
                ? required.stream()
                        .map(String.class::cast)
                        .filter(name -> !object.containsKey(name))
                        .findFirst()
                        .map(this::inner)
                        .orElse(this)
                : this;
    }

    /** {@code limits.upKiBps: -1 (expected: …)}. */
    String complaint() {
        return field + ": " + shown() + " (expected: " + expected() + ")";
    }

    private String shown() {
        if (found == null) {
            return "missing";
        } else if (found instanceof String text) {
            return Quoted.text(text);
        } else if (found instanceof JsonObject) {
            return "an object";
        }
        return found instanceof JsonArray ? "a list" : found.toString();
    }

    private String expected() {
        if (schema.containsKey(EXPECTED)) {
            return schema.getString(EXPECTED);
        } else if (schema.containsKey("enum")) {
            return oneOf(schema.getJsonArray("enum"));
        }
        return switch (schema.getString("type")) {
            case "integer" -> "a whole number" + range();
            case "boolean" -> "true or false";
            case "array" -> "a list";
            case "object" -> "an object";
            default -> "a text";
        };
    }

    private static String oneOf(JsonArray values) {
        List<String> texts = values.stream().map(String::valueOf).toList();
        int last = texts.size() - 1;
        return String.join(", ", texts.subList(0, last)) + " or " + texts.get(last);
    }

    private String range() {
        Integer minimum = schema.getInteger("minimum");
        Integer maximum = schema.getInteger("maximum");
        return minimum == null || maximum == null ? "" : ", " + minimum + " to " + maximum;
    }
}
