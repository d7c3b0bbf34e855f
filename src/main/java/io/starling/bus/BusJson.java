package io.starling.bus;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;

/**
 * The records of this package as the JSON that travels on the bus, and back: hashes and peer ids as 40 hexadecimal
 * digits, bytes as base64, instants as ISO-8601, absent fields left out, unknown fields ignored. Every body carries
 * {@code "v":1}.
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
                    .addDeserializer(Instant.class, ofText(Instant::parse)))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    private BusJson() {}

    /** The message as a body for the bus, with its version. */
    public static JsonObject write(Record message) {
        return plain(message).put("v", VERSION);
    }

    /** The record as JSON without a version: for what stands inside a message, or in an HTTP answer. */
    @SuppressWarnings("unchecked")
    public static JsonObject plain(Record value) {
        return new JsonObject((Map<String, Object>) MAPPER.convertValue(value, Map.class));
    }

    /** Throws {@link BusException} 400 that names the field when {@code body} is not such a message. */
    public static <T extends Record> T read(JsonObject body, Class<T> type) {
        Object version = body.getValue("v", VERSION);
        if (!Integer.valueOf(VERSION).equals(version)) {
            throw new BusException(BusException.MALFORMED, "v: " + version + " (expected: " + VERSION + ")");
        }
        try {
            return MAPPER.convertValue(body.getMap(), type);
        } catch (IllegalArgumentException e) {
            throw new BusException(BusException.MALFORMED, reason(e));
        }
    }

    private static String reason(IllegalArgumentException e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    private static <T> JsonSerializer<T> asText(Function<T, String> text) {
        return new JsonSerializer<>() {
            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider unused) throws IOException {
                out.writeString(text.apply(value));
            }
        };
    }

    private static <T> JsonDeserializer<T> ofText(Function<String, T> value) {
        return new JsonDeserializer<>() {
            @Override
            public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
                return value.apply(in.getValueAsString(""));
            }
        };
    }
}
