package io.starling.node;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a node listens on, as the ready line says it: only what runs.
 *
 * @param node its name
 * @param cluster {@code host:port} under which the other nodes of its cluster reach it
 * @param tracker {@code host:port} of the tracker's TCP door
 * @param http {@code host:port} where the tracker answers stock clients by HTTP
 * @param udp {@code host:port} where it answers them by UDP
 * @param peers {@code host:port} by peer id, in the order of the configuration
 * @param dashboard its URL
 */
public record Listening(
        String node,
        Optional<String> cluster,
        Optional<String> tracker,
        Optional<String> http,
        Optional<String> udp,
        Map<String, String> peers,
        Optional<String> dashboard) {
    public Listening {
        peers = Collections.unmodifiableMap(new LinkedHashMap<>(peers));
    }
}
