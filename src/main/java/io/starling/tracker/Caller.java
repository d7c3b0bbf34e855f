package io.starling.tracker;

import org.jspecify.annotations.Nullable;

/**
 * Who asks, as the door sees it, whatever the message says.
 *
 * @param address the IP address that the request comes from, or null when it came over the event bus
 * @param reached that of this machine which it came to, or null likewise
 */
record Caller(@Nullable String address, @Nullable String reached) {
    static final String BUS_ORIGIN = "event bus";

    /** Whoever is on the event bus: of this JVM or its cluster, which is trusted. */
    static final Caller EVENT_BUS = new Caller(null, null);

    /** Equal for requests from the same place; this machine is one, whichever of its loopback addresses is used. */
    String origin() {
        if (address == null) {
            return BUS_ORIGIN;
        }
        boolean isLoopback = address.startsWith("127.")
                || address.equals("0:0:0:0:0:0:0:1")
                || address.startsWith("0:0:0:0:0:0:0:1%");
        return isLoopback ? "loopback" : address;
    }
}
