package io.starling.tracker;

import org.jspecify.annotations.Nullable;

/**
 * Who asks, as the door sees it, whatever the message says.
 *
 * @param address the IP address that the request comes from, or null when it came over the event bus
 */
record Caller(@Nullable String address) {
    /** Whoever is on the event bus: of this JVM or its cluster, which is trusted. */
    static final Caller EVENT_BUS = new Caller(null);

    /** Equal for requests from the same place. */
    String origin() {
        return address == null ? "event bus" : address;
    }
}
