package io.starling.node;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import java.io.IOException;

/** Reads one text, or a list of texts as one with commas between them, which none of them has. */
final class TextOrTexts extends JsonDeserializer<String> {
    static final String BETWEEN = ",";

    @Override
    public String deserialize(JsonParser in, DeserializationContext context) throws IOException {
        return in.hasToken(JsonToken.START_ARRAY)
                ? String.join(BETWEEN, context.readValue(in, String[].class))
                : context.readValue(in, String.class);
    }
}
