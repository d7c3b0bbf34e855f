package io.starling.node;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.PropertyName;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBuilder;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import io.starling.tracker.TrackerOptions;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How the types of options differ from other beans: constants are written as {@code rarest-first}, not {@code RAREST_FIRST},
 * and a secret cannot stand in a configuration.
 */
final class OptionTypes extends BeanDeserializerModifier {
    private static final long serialVersionUID = 1L;

    private static final PropertyName TRACKER_TOKEN = PropertyName.construct("token");

    static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public BeanDeserializerBuilder updateBuilder(
            DeserializationConfig config, BeanDescription description, BeanDeserializerBuilder builder) {
        if (description.getBeanClass() == TrackerOptions.class) {
            builder.removeProperty(TRACKER_TOKEN);
        }
        return builder;
    }

    @Override
    public JsonDeserializer<?> modifyEnumDeserializer(
            DeserializationConfig config, JavaType type, BeanDescription description, JsonDeserializer<?> unused) {
        Object[] constants = type.getRawClass().getEnumConstants();
        return new JsonDeserializer<Object>() {
            @Override
            public Object deserialize(JsonParser in, DeserializationContext context) throws IOException {
                String text = context.readValue(in, String.class);
                return Arrays.stream(constants)
                        .filter(constant -> text((Enum<?>) constant).equals(text))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(wrong(text, constants)));
            }
        };
    }

    private static String wrong(String text, Object[] constants) {
        String expected = Arrays.stream(constants)
                .map(constant -> text((Enum<?>) constant))
                .collect(Collectors.joining(", "));
        return "\"" + text + "\" (expected one of: " + expected + ")";
    }
}
