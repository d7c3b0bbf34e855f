package io.starling.announce;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the JSON of one frame, bounded in depth and number of values: the memory that a frame takes is a small multiple
 * of the messages that we know, whatever its sender makes of 16 MiB. Only UTF-8, and only text that can be written again:
 * JSON can escape halves of characters, which no reply could carry back. Of a key that comes twice the last one counts.
 */
final class FrameBody {
    /** Our messages nest three deep; what is passed on to a peer may be another's. */
    static final int MAX_DEPTH = 100;

    /** A peer that reports a hundred thousand pieces at once needs as many; each empty object would take 60 bytes. */
    static final int MAX_TOKENS = 250_000;

    private static final ObjectReader READER = JsonMapper.builder(JsonFactory.builder()
                    .disable(JsonFactory.Feature.CHARSET_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxTokenCount(MAX_TOKENS)
                            .build())
                    .build())
            .addModule(new SimpleModule().addDeserializer(String.class, new WholeCharacters()))
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(LinkedHashMap.class);

    private FrameBody() {}

    /** Throws {@link IOException} when it is not one JSON object within the bounds. */
    static JsonObject read(byte[] utf8) throws IOException {
        Map<String, Object> fields = READER.readValue(utf8);
        if (fields == null) {
            throw new IOException("null");
        }
        return new JsonObject(fields);
    }

    private static final class WholeCharacters extends StdScalarDeserializer<String> {
        private static final long serialVersionUID = 1L;

        WholeCharacters() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser in, DeserializationContext context) throws IOException {
            String text = in.getText();
            for (int i = 0; i < text.length(); i++) {
                if (Character.isSurrogate(text.charAt(i))) {
                    if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                        throw context.weirdStringException("", String.class, "half a character");
                    }
                    i++;
                }
            }
            return text;
        }
    }
}
