package io.starling.tracker;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;

/**
 * The name of a published torrent, and when it was given: of two that nodes of a cluster have given apart from each other the
 * later one stands, everywhere. As JSON, on disk and between nodes: {@code {"v":1,"name":"…","at":1700000000000}}.
 *
 * @param atMillis since 1970, by the clock of the node that gave it, and later than the name before; 0 when it is not known
 */
record PublishedName(String text, long atMillis) implements Comparable<PublishedName> {
    private static final int VERSION = 1;

    private static final Comparator<PublishedName> BY_TIME =
            Comparator.comparingLong(PublishedName::atMillis).thenComparing(PublishedName::text);

    /** Throws {@link DecodeException} or {@link ClassCastException} when it is none. */
    static PublishedName read(JsonObject json) {
        if (json.getValue("name") instanceof String text && !text.isBlank()) {
            return new PublishedName(text, json.getLong("at", 0L));
        }
        throw new DecodeException("it has no name");
    }

    JsonObject toJson() {
        return new JsonObject().put("v", VERSION).put("name", text).put("at", atMillis);
    }

    /** The same, given after {@code before}, whatever the clock says. */
    PublishedName after(PublishedName before) {
        return new PublishedName(text, Math.max(atMillis, before.atMillis + 1));
    }

    @Override
    public int compareTo(PublishedName other) {
        return BY_TIME.compare(this, other);
    }
}
