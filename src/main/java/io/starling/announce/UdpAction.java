package io.starling.announce;

import java.util.Optional;

/** What a datagram between a client and a tracker is for (BEP 15); an answer has the action of its request, or ERROR. */
public enum UdpAction {
    CONNECT,
    ANNOUNCE,
    SCRAPE,
    ERROR;

    /** The number that stands for it. */
    public int code() {
        return ordinal();
    }

    /** What a number stands for, if anything. */
    public static Optional<UdpAction> of(int code) {
        return code < 0 || code >= values().length ? Optional.empty() : Optional.of(values()[code]);
    }
}
