package io.starling.tracker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who was heard of last and when. All leases are equally long, so that they end in the order in which they were renewed:
 * to renew one and to find those that ended costs nothing for the others. Times are milliseconds of any one clock.
 */
final class Leases<T> {
    private final long leaseMillis;
    private final Map<T, Long> renewedAt = new LinkedHashMap<>();

    Leases(long leaseMillis) {
        this.leaseMillis = leaseMillis;
    }

    void renew(T holder, long nowMillis) {
        renewedAt.remove(holder);
        renewedAt.put(holder, nowMillis);
    }

    void end(T holder) {
        renewedAt.remove(holder);
    }

    /** Removes and returns those that were not renewed for longer than a lease, the longest silent first. */
    List<T> takeExpired(long nowMillis) {
        List<T> expired = new ArrayList<>();
        for (Map.Entry<T, Long> entry : renewedAt.entrySet()) {
            if (nowMillis - entry.getValue() <= leaseMillis) {
                break;
            }
            expired.add(entry.getKey());
        }
        expired.forEach(renewedAt::remove);
        return expired;
    }
}
