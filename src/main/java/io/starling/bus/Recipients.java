package io.starling.bus;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Who is to get a file; in JSON the word {@code "all"} or a list of peer ids.
 *
 * @param isAll every peer of the cluster, and those that join while the delivery runs; then {@code peers} is empty
 * @param peers each once, in the order in which they were named
 */
public record Recipients(boolean isAll, List<String> peers) {
    public static final Recipients ALL = new Recipients(true, List.of());

    /** Each of them is asked twice a second. */
    public static final int MAX_PEERS = 1_000;

    private static final String ALL_IN_JSON = "all";
    private static final String EXPECTED = " (expected: \"all\" or a list of peers)";

    public Recipients {
        peers = List.copyOf(new LinkedHashSet<>(peers));
        if (isAll != peers.isEmpty()) {
            throw new IllegalArgumentException(
                    isAll ? "peers: some beside \"all\"" + EXPECTED : "peers: none" + EXPECTED);
        }
        if (peers.size() > MAX_PEERS) {
            throw new IllegalArgumentException("peers: " + peers.size() + " (expected: at most " + MAX_PEERS + ")");
        }
        peers.forEach(peer -> Require.id("peers", peer));
    }

    public static Recipients of(List<String> peers) {
        return new Recipients(false, peers);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Recipients ofJson(Object json) {
        if (ALL_IN_JSON.equals(json)) {
            return ALL;
        }
        if (json instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return of(list.stream().map(String.class::cast).toList());
        }
        String found = json instanceof String text ? "\"" + text + "\"" : String.valueOf(json);
        throw new IllegalArgumentException("peers: " + found + EXPECTED);
    }

    @JsonValue
    Object toJson() {
        return isAll ? ALL_IN_JSON : peers;
    }
}
