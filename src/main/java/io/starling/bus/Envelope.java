package io.starling.bus;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A message as it goes out: the fields of the record, the version beside them and, where a body names its kind, the op.
 * It stands for its JSON wherever {@link BusJson} writes, which saves the hot messages the way through a map.
 */
public record Envelope(
        @JsonProperty("v") int version,
        @Nullable String op,
        @JsonUnwrapped Record message) {
    /** Of a message that is not one of several. */
    public static Envelope of(Record message) {
        return new Envelope(BusJson.VERSION, null, message);
    }

    /** The body for the event bus. */
    public JsonObject toJson() {
        return BusJson.plain(this);
    }
}
