package io.starling.policy;

import java.util.Arrays;
import java.util.stream.Collectors;

/** In what order pieces are begun; {@link #configName()} is the configuration's word for it. */
public enum PickOrder {
    /** The piece that the fewest connected peers have, a random one among equals: keeps every piece alive. */
    RAREST_FIRST("rarest-first"),
    /** Any piece. */
    RANDOM("random"),
    /** The lowest index, for those who read the file while it comes. */
    SEQUENTIAL("sequential");

    private final String configName;

    PickOrder(String configName) {
        this.configName = configName;
    }

    public String configName() {
        return configName;
    }

    /** Reads the configuration's word; throws {@link IllegalArgumentException} naming those that there are. */
    public static PickOrder ofConfigName(String name) {
        return Arrays.stream(values())
                .filter(order -> order.configName.equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("picker: \"" + name + "\" (expected: " + names() + ")"));
    }

    private static String names() {
        return Arrays.stream(values()).map(PickOrder::configName).collect(Collectors.joining(", "));
    }
}
