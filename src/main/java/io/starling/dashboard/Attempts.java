package io.starling.dashboard;

import io.netty.util.NetUtil;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts the wrong tokens that were shown, by the address they came from, so that nobody can try many. Who has shown too many
 * has to wait, with a right one too, as otherwise waiting would not hinder guessing; nobody waits for what came from elsewhere.
 * When many addresses guess together, each has one try. Time is an argument, in nanoseconds of any clock.
 */
final class Attempts {
    /** Who mistypes needs a few. At 16 random characters nobody comes near with any number of them. */
    static final int MAX_OF_ADDRESS = 10;

    static final int MAX_TOGETHER = 200;
    static final Duration WINDOW = Duration.ofMinutes(1);

    /** Beyond these the oldest are forgotten; they are 2 MB. */
    static final int MAX_ADDRESSES = 10_000;

    /** In the order in which they are forgotten. */
    private final Map<String, Wrong> byAddress = new LinkedHashMap<>();

    private int together;

    /** @param last a digest of what was shown last: the same once more is no attempt, but a page that has not heard yet */
    private record Wrong(long sinceNanos, int count, byte[] last) {}

    /** How long a token from there is not looked at; empty when it is. */
    Optional<Duration> waiting(String address, long nowNanos) {
        forget(nowNanos);
        Wrong wrong = byAddress.get(network(address));
        int max = together < MAX_TOGETHER ? MAX_OF_ADDRESS : 1;
        return wrong == null || wrong.count < max
                ? Optional.empty()
                : Optional.of(WINDOW.minusNanos(nowNanos - wrong.sinceNanos));
    }

    /** @param shown a digest of what was shown there, and was wrong */
    void wrong(String address, byte[] shown, long nowNanos) {
        forget(nowNanos);
        String network = network(address);
        Wrong before = byAddress.get(network);
        if (before == null) {
            makeRoom();
            byAddress.put(network, new Wrong(nowNanos, 1, shown));
            together++;
        } else if (!MessageDigest.isEqual(before.last, shown)) {
            byAddress.put(network, new Wrong(before.sinceNanos, before.count + 1, shown));
            together++;
        }
    }

    private void forget(long nowNanos) {
        Iterator<Wrong> oldest = byAddress.values().iterator();
        while (oldest.hasNext()) {
            Wrong wrong = oldest.next();
            if (nowNanos - wrong.sinceNanos < WINDOW.toNanos()) {
                return;
            }
            oldest.remove();
            together -= wrong.count;
        }
    }

    private void makeRoom() {
        if (byAddress.size() == MAX_ADDRESSES) {
            Iterator<Wrong> oldest = byAddress.values().iterator();
            together -= oldest.next().count;
            oldest.remove();
        }
    }

    /** Whoever has an IPv6 address has 2^64 of them. */
    private static String network(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        boolean isSix = bytes != null && bytes.length == 16;
        return isSix ? HexFormat.of().formatHex(Arrays.copyOf(bytes, 8)) : address;
    }
}
