package io.starling.delivery;

import io.starling.torrent.InfoHash;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The pace of the orders: one at a time to a peer about a file, the next one a while later, and each time twice as long.
 * Times are milliseconds of one clock that does not jump. Owned by the {@link Coordinator}.
 */
final class Orders {
    private static final long FIRST_PAUSE_MILLIS = 1_000;

    /** Who puts a full disk right does not wait longer than this. */
    private static final long LONGEST_PAUSE_MILLIS = 30_000;

    private final Map<Key, Entry> entries = new HashMap<>();

    private record Key(InfoHash infoHash, Order order) {}

    private record Refusal(String why, boolean isPassing, long sinceMillis) {}

    private static final class Entry {
        private boolean isUnderWay;
        private long nextMillis;
        private long pauseMillis = FIRST_PAUSE_MILLIS;
        private @Nullable Refusal refusal;
    }

    /** Whether it is time to send the order; if so, it counts as sent, and its answer is awaited. */
    boolean begin(InfoHash infoHash, Order order, long nowMillis) {
        Entry entry = entries.computeIfAbsent(new Key(infoHash, order), unused -> new Entry());
        if (entry.isUnderWay || nowMillis < entry.nextMillis) {
            return false;
        }
        entry.isUnderWay = true;
        return true;
    }

    void accepted(InfoHash infoHash, Order order, long nowMillis) {
        ended(infoHash, order, nowMillis).ifPresent(entry -> entry.refusal = null);
    }

    /** @param isPassing whether it is likely to be taken a little later, though nobody does anything about it */
    void refused(InfoHash infoHash, Order order, String why, boolean isPassing, long nowMillis) {
        ended(infoHash, order, nowMillis).ifPresent(entry -> {
            long since = entry.refusal == null ? nowMillis : entry.refusal.sinceMillis();
            entry.refusal = new Refusal(why, isPassing, since);
        });
    }

    private Optional<Entry> ended(InfoHash infoHash, Order order, long nowMillis) {
        Entry entry = entries.get(new Key(infoHash, order));
        if (entry == null) {
            return Optional.empty();
        }
        entry.isUnderWay = false;
        entry.nextMillis = nowMillis + entry.pauseMillis;
        entry.pauseMillis = Math.min(2 * entry.pauseMillis, LONGEST_PAUSE_MILLIS);
        return Optional.of(entry);
    }

    /** What to say of a peer that lacks the file: that it refused to fetch it, if that is so. */
    Report lacking(String peer, InfoHash infoHash, long nowMillis) {
        Entry entry = entries.get(new Key(infoHash, new Order(peer, Order.Kind.FETCH)));
        if (entry == null || entry.refusal == null) {
            return new Report.Lacking();
        }
        Refusal refusal = entry.refusal;
        return new Report.Refusing(
                refusal.why(), refusal.isPassing(), Duration.ofMillis(nowMillis - refusal.sinceMillis()));
    }

    /** Whoever was gone is told at once when it is back. */
    void forget(String peer) {
        entries.keySet().removeIf(key -> key.order().peer().equals(peer));
    }

    /** Forgets what is needed no more. */
    void keep(BiPredicate<InfoHash, String> isWatched) {
        entries.keySet()
                .removeIf(key -> !isWatched.test(key.infoHash(), key.order().peer()));
    }
}
