package io.starling.swarm;

import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may have the info dictionary of a torrent: whom to ask now, whom later, and whom never again. Opens nothing itself;
 * time is an argument, in nanoseconds of any clock.
 */
final class Suppliers {
    /** Asked at once: some are slow, and each may have us keep the largest dictionary in memory. */
    static final int MAX_ASKED = 4;

    /** Beyond these nobody more is taken up. */
    static final int MAX_KNOWN = 1_000;

    private static final Duration FIRST_RETRY = Duration.ofSeconds(2);
    private static final int MAX_DOUBLINGS = 5;

    private final Map<SocketAddress, Supplier> known = new LinkedHashMap<>();
    private int asked;

    /** In the order in which they were named; one that is known already stays as it is. */
    void learn(List<SocketAddress> addresses) {
        for (SocketAddress address : addresses) {
            if (known.size() < MAX_KNOWN) {
                known.putIfAbsent(address, new Supplier());
            }
        }
    }

    /** Whom to ask now; each is then being asked until {@link #failed} or {@link #refuse}. */
    List<SocketAddress> next(long nowNanos) {
        List<SocketAddress> next = known.entrySet().stream()
                .filter(entry -> entry.getValue().isDue(nowNanos))
                .limit(MAX_ASKED - asked)
                .map(Map.Entry::getKey)
                .toList();
        next.forEach(address -> supplier(address).isAsked = true);
        asked += next.size();
        return next;
    }

    /** It gave nothing: to be asked again later, each time later. */
    void failed(SocketAddress address, long nowNanos) {
        Supplier supplier = answered(address);
        Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(supplier.failures, MAX_DOUBLINGS));
        supplier.failures++;
        supplier.notBeforeNanos = nowNanos + wait.toNanos();
    }

    /** It has lied: never to be asked again. */
    void refuse(SocketAddress address) {
        answered(address).isRefused = true;
    }

    /** All but those that have lied. */
    List<SocketAddress> honest() {
        return known.entrySet().stream()
                .filter(entry -> !entry.getValue().isRefused)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** How many are being asked. */
    int asked() {
        return asked;
    }

    /** Whether there are any, and each has been asked at least once and has given nothing. */
    boolean haveAllFailed() {
        return !known.isEmpty() && known.values().stream().allMatch(each -> each.isRefused || each.failures > 0);
    }

    private Supplier answered(SocketAddress address) {
        Supplier supplier = supplier(address);
        if (!supplier.isAsked) {
            throw new IllegalStateException(address + " was not asked");
        }
        supplier.isAsked = false;
        asked--;
        return supplier;
    }

    private Supplier supplier(SocketAddress address) {
        @Nullable Supplier supplier = known.get(address);
        if (supplier == null) {
            throw new IllegalStateException(address + " is not known");
        }
        return supplier;
    }

    private static final class Supplier {
        boolean isAsked;
        boolean isRefused;
        int failures;
        long notBeforeNanos = Long.MIN_VALUE / 2;

        boolean isDue(long nowNanos) {
            return !isAsked && !isRefused && nowNanos - notBeforeNanos >= 0;
        }
    }
}
