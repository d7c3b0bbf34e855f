package io.starling.node;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Options from JSON, strictly: an unknown or repeated key, a value of another type and one out of range each fail with
 * one line that names the key. {@code null} stands for the default.
 */
final class OptionsReader {
    /** A configuration is a few pages; more is another file given by mistake. */
    static final int MAX_FILE_BYTES = 1 << 20;

    private static final ObjectMapper MAPPER = mapper();

    private OptionsReader() {}

    static StarlingOptions readFile(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw new OptionsException("more than " + MAX_FILE_BYTES + " bytes (expected: a configuration)");
            }
            Path directory = file.toAbsolutePath().getParent();
            return read(new String(bytes, StandardCharsets.UTF_8), directory == null ? Path.of("") : directory);
        } catch (OptionsException e) {
            throw new OptionsException(file + ": " + e.getMessage());
        } catch (NoSuchFileException e) {
            throw new OptionsException(file + ": no such file (expected: a configuration in JSON)");
        } catch (IOException e) {
            throw new OptionsException(file + ": cannot be read (expected: a configuration in JSON): " + reason(e));
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    static StarlingOptions read(String json, Path directory) {
        return new RelativePaths(directory)
                .resolve(read(json, StarlingOptions.class))
                .complete();
    }

    /** The options of one kind; throws {@link OptionsException}. */
    static <T> T read(String json, Class<T> type) {
        JsonNode tree;
        try {
            tree = MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new OptionsException(OptionsError.ofSyntax(e));
        }
        try {
            return object(tree, type);
        } catch (JsonMappingException e) {
            throw new OptionsException(OptionsError.ofMapping(e, tree));
        } catch (JsonProcessingException e) {
            throw new OptionsException(OptionsError.ofSyntax(e));
        }
    }

    private static <T> T object(JsonNode tree, Class<T> type) throws JsonProcessingException {
        if (!tree.isObject()) {
            throw new OptionsException(OptionsError.found(tree) + " (expected: an object {\u2026})");
        }
        return MAPPER.treeToValue(tree, type);
    }

    private static ObjectMapper mapper() {
        JsonMapper mapper = JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .visibility(PropertyAccessor.ALL, JsonAutoDetect.Visibility.NONE)
                .visibility(PropertyAccessor.SETTER, JsonAutoDetect.Visibility.PUBLIC_ONLY)
                .visibility(PropertyAccessor.CREATOR, JsonAutoDetect.Visibility.PUBLIC_ONLY)
                .withCoercionConfig(
                        LogicalType.Textual,
                        texts -> texts.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .addModule(new SimpleModule()
                        .setDeserializerModifier(new OptionTypes())
                        .addDeserializer(Path.class, new PathReader())
                        .addDeserializer(JsonObject.class, new ObjectReader()))
                .build();
        mapper.setDefaultSetterInfo(JsonSetter.Value.forValueNulls(Nulls.SKIP, Nulls.FAIL));
        return mapper;
    }

    private static final class PathReader extends JsonDeserializer<Path> {
        @Override
        public Path deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return PathText.parse(context.readValue(in, String.class));
        }
    }

    /** JSON that is somebody else's, null values and all. */
    private static final class ObjectReader extends JsonDeserializer<JsonObject> {
        @Override
        public JsonObject deserialize(JsonParser in, DeserializationContext context) throws IOException {
            JsonNode tree = context.readTree(in);
            if (!tree.isObject()) {
                throw new IllegalArgumentException(OptionsError.found(tree) + " (expected: an object {\u2026})");
            }
            return new JsonObject(tree.toString());
        }
    }
}
