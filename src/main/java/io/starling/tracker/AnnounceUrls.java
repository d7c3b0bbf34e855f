package io.starling.tracker;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The URLs by which stock clients find a tracker, to be put into what is handed out to them.
 *
 * @param host where others reach it, which may be a wildcard
 */
record AnnounceUrls(String host, int httpPort, int udpPort) {
    /** Addresses to listen on, which nobody can dial. */
    private static final Set<String> WILDCARDS = Set.of("", "0.0.0.0", "::", "0:0:0:0:0:0:0:0");

    /** What only this machine understands of an address. */
    private static final String SCOPE = "%";

    static boolean isWildcard(String host) {
        return WILDCARDS.contains(host);
    }

    /** For those who are where the caller is: of a wildcard, with the address that the caller came to; on the bus, none then. */
    List<String> seenBy(Caller caller) {
        return reachedBy(caller)
                .map(reached -> List.of(
                        "http://" + authority(reached, httpPort) + "/announce",
                        "udp://" + authority(reached, udpPort) + "/announce"))
                .orElse(List.of());
    }

    /** Of this torrent; a private one is its own trackers' business (BEP 27). */
    List<String> of(CatalogueEntry entry, Caller caller) {
        return entry.isPrivate() ? List.of() : seenBy(caller);
    }

    private Optional<String> reachedBy(Caller caller) {
        Optional<String> reached = isWildcard(host) ? Optional.ofNullable(caller.reached()) : Optional.of(host);
        return reached.filter(address -> !address.contains(SCOPE));
    }

    private static String authority(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
