package io.starling.node;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.starling.tracker.TrackerOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;

/** Options as the JSON that {@link OptionsReader} reads: their fields, which are named as the keys. */
final class OptionsWriter {
    private static final JsonSerializer<Object> TEXT = new Text();

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .visibility(PropertyAccessor.ALL, JsonAutoDetect.Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
            .addModule(new SimpleModule()
                    .addSerializer(Path.class, TEXT)
                    .addSerializer(Enum.class, TEXT)
                    .addSerializer(TrackerOptions.class, new TrackerSection()))
            .build();

    private OptionsWriter() {}

    static JsonObject write(StarlingOptions options) {
        try {
            return new JsonObject(MAPPER.writeValueAsString(options));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("options that cannot be written", e);
        }
    }

    private static final class TrackerSection extends JsonSerializer<TrackerOptions> {
        @Override
        public void serialize(TrackerOptions value, JsonGenerator out, SerializerProvider unused) throws IOException {
            out.writeObject(value.toJson().getMap());
        }
    }

    private static final class Text extends JsonSerializer<Object> {
        @Override
        public void serialize(Object value, JsonGenerator out, SerializerProvider unused) throws IOException {
            out.writeString(value instanceof Enum<?> constant ? OptionTypes.text(constant) : value.toString());
        }
    }
}
