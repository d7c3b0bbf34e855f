package io.starling.tracker;

import java.util.HashMap;
import java.util.Map;

/**
 * Bytes that the TCP door keeps for its clients, in all and by address. What usual messages need is not counted and
 * always there: who sends, or leaves lying, as many large ones as he can takes nothing from those who do not. Owned by
 * the tracker's context.
 */
final class HeldBytes {
    /** Of each connection; 256 MiB for as many connections as there may be. */
    static final int UNCOUNTED_BYTES = 64 * 1024;

    private final long limit;
    private final long limitPerAddress;
    private final Map<String, Long> byAddress = new HashMap<>();
    private long all;

    HeldBytes(long limit, long limitPerAddress) {
        this.limit = limit;
        this.limitPerAddress = limitPerAddress;
    }

    /** What one connection holds. */
    final class Share {
        private final String address;
        private long held;

        private Share(String address) {
            this.address = address;
        }

        /** Whether there is room for so many bytes more. */
        boolean hasRoom(long more) {
            long wanted = counted(held + more) - counted(held);
            return wanted <= 0
                    || (all + wanted <= limit && byAddress.getOrDefault(address, 0L) + wanted <= limitPerAddress);
        }

        /** So many more, or fewer, whether or not there is room. */
        void change(long more) {
            long wanted = counted(held + more) - counted(held);
            held += more;
            all += wanted;
            if (wanted != 0 && byAddress.merge(address, wanted, Long::sum) == 0) {
                byAddress.remove(address);
            }
        }

        long held() {
            return held;
        }

        private static long counted(long bytes) {
            return Math.max(0, bytes - UNCOUNTED_BYTES);
        }
    }

    Share share(String address) {
        return new Share(address);
    }

    /** Of all connections, without what is not counted. */
    long all() {
        return all;
    }
}
