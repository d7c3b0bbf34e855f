package io.starling.tracker;

import java.util.HashMap;
import java.util.Map;

/** How many connections a door has, in all and from each address: one machine is not to take the place of all others. */
final class ConnectionCount {
    private final int max;
    private final int maxPerAddress;
    private final Map<String, Integer> byAddress = new HashMap<>();
    private int all;

    ConnectionCount(int max, int maxPerAddress) {
        this.max = max;
        this.maxPerAddress = maxPerAddress;
    }

    /** Counts one more from there, if there is room for it. */
    boolean enter(String address) {
        if (all >= max || byAddress.getOrDefault(address, 0) >= maxPerAddress) {
            return false;
        }
        all++;
        byAddress.merge(address, 1, Integer::sum);
        return true;
    }

    /** One that entered is gone. */
    void leave(String address) {
        all--;
        byAddress.computeIfPresent(address, (unused, count) -> count == 1 ? null : count - 1);
    }
}
