package io.starling.bus;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The records of this package as the JSON that travels on the bus, and back: hashes and peer ids as 40 hexadecimal
 * digits, bytes as base64, instants as ISO-8601, absent fields left out, unknown fields ignored. Every body carries
 * {@code "v":1}. Types are strict: a number in quotes, a fraction for a whole number or a number for text is an error.
 */
public final class BusJson {
    /** The version of the messages, in the field {@code v} of each. */
    public static final int VERSION = 1;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(InfoHash.class, asText(InfoHash::hex))
                    .addDeserializer(InfoHash.class, ofText(InfoHash::ofHex))
                    .addSerializer(PeerId.class, asText(PeerId::hex))
                    .addDeserializer(PeerId.class, ofText(PeerId::ofHex))
                    .addSerializer(ByteString.class, asText(ByteString::base64))
                    .addDeserializer(ByteString.class, ofText(ByteString::ofBase64))
                    .addSerializer(Instant.class, asText(Instant::toString))
                    .addDeserializer(Instant.class, ofText(Instant::parse))
                    // A body that was made in this JVM, not parsed, nests these.
                    .addSerializer(JsonObject.class, as(JsonObject::getMap))
                    .addDeserializer(JsonObject.class, new ObjectReader())
                    .addSerializer(JsonArray.class, as(JsonArray::getList)))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .withConfigOverride(List.class, list -> list.setSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL)))
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    private BusJson() {}

    /** The message as a body for the bus, with its version. */
    public static JsonObject write(Record message) {
        return Envelope.of(message).toJson();
    }

    /** The bytes of a JSON object, which may have {@linkplain Envelope messages} in it, in UTF-8. */
    public static Buffer encode(JsonObject json) {
        try {
            return Buffer.buffer(MAPPER.writeValueAsBytes(json.getMap()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON", e);
        }
    }

    /** The record as JSON without a version: for what stands inside a message, or in an HTTP answer. */
    @SuppressWarnings("unchecked")
    public static JsonObject plain(Record value) {
        return new JsonObject((Map<String, Object>) MAPPER.convertValue(value, Map.class));
    }

    /** Throws {@link BusException} 400 that names the field when {@code body} is not such a message. */
    public static <T extends Record> T read(JsonObject body, Class<T> type) {
        Object version = body.getValue("v", VERSION);
        if (!(version instanceof Number number) || number.doubleValue() != VERSION) {
            throw new BusException(BusException.MALFORMED, "v: " + version + " (expected: " + VERSION + ")");
        }
        try {
            return MAPPER.convertValue(body.getMap(), type);
        } catch (IllegalArgumentException e) {
            throw new BusException(BusException.MALFORMED, JsonFault.describe(e));
        }
    }

    private static <T> JsonSerializer<T> asText(Function<T, String> text) {
        return as(text::apply);
    }

    private static <T> JsonSerializer<T> as(Function<T, Object> plain) {
        return new JsonSerializer<>() {
            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
                provider.defaultSerializeValue(plain.apply(value), out);
            }
        };
    }

    private static <T> JsonDeserializer<T> ofText(Function<String, T> value) {
        return new JsonDeserializer<>() {
            @Override
            public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
                if (!in.hasToken(JsonToken.VALUE_STRING)) {
                    throw new IllegalArgumentException("expected text");
                }
                return value.apply(in.getText());
            }
        };
    }

    /** Options of others, which their owners check. */
    private static final class ObjectReader extends JsonDeserializer<JsonObject> {
        @Override
        @SuppressWarnings("unchecked")
        public JsonObject deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return new JsonObject((Map<String, Object>) context.readValue(in, Map.class));
        }
    }
}
