package io.starling.peer;

import io.starling.torrent.PeerId;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who has lied about data, and is not to be connected with for a while: by peer id, by the address at which it listens,
 * and, when several have lied from there, by its whole IP address, from which then nobody may come in. Shared by the
 * swarms of one peer, and owned by its context. Time is an argument, in nanoseconds of any clock.
 *
 * <p>Why an IP address is not banned for a single liar: {@code docs/notes/who-is-banned.md}.
 */
public final class BanList {
    /** Long enough that coming back does not pay, short enough that a machine that was mended is believed again. */
    static final Duration TERM = Duration.ofHours(1);

    /** A new peer id costs a liar nothing, so that many from one address are taken to be one. */
    static final int LIARS_OF_AN_ADDRESS = 3;

    /** Beyond these, the oldest bans end early. */
    static final int MAX_BANS = 1_000;

    private record Ban(PeerId id, InetAddress address, List<SocketAddress> endpoints, long untilNanos) {}

    /** In the order in which they end. */
    private final Deque<Ban> bans = new ArrayDeque<>();

    private final Set<PeerId> ids = new HashSet<>();
    private final Map<SocketAddress, Integer> endpoints = new HashMap<>();
    private final Map<InetAddress, Integer> liars = new HashMap<>();

    /**
     * This peer is not to be met again.
     *
     * @param listensAt where it would be dialled, as far as we know
     */
    public void ban(PeerId id, InetAddress address, List<SocketAddress> listensAt, long nowNanos) {
        expire(nowNanos);
        if (!ids.add(id)) {
            return;
        }
        if (bans.size() == MAX_BANS) {
            lift(bans.removeFirst());
        }
        Ban ban = new Ban(id, address, List.copyOf(listensAt), nowNanos + TERM.toNanos());
        bans.addLast(ban);
        ban.endpoints.forEach(endpoint -> endpoints.merge(endpoint, 1, Integer::sum));
        liars.merge(address, 1, Integer::sum);
    }

    public boolean isBanned(PeerId id, long nowNanos) {
        expire(nowNanos);
        return ids.contains(id);
    }

    /** Whether this address is not to be dialled. */
    public boolean isBanned(SocketAddress endpoint, long nowNanos) {
        expire(nowNanos);
        return endpoints.containsKey(endpoint);
    }

    /** Whether nobody is let in from this address: several have lied from there. Others there can still be dialled. */
    public boolean isBanned(InetAddress address, long nowNanos) {
        expire(nowNanos);
        return liars.getOrDefault(address, 0) >= LIARS_OF_AN_ADDRESS;
    }

    private void expire(long nowNanos) {
        while (!bans.isEmpty() && nowNanos - bans.getFirst().untilNanos >= 0) {
            lift(bans.removeFirst());
        }
    }

    private void lift(Ban ban) {
        ids.remove(ban.id);
        ban.endpoints.forEach(endpoint -> decrease(endpoints, endpoint));
        decrease(liars, ban.address);
    }

    private static <K> void decrease(Map<K, Integer> counts, K key) {
        counts.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
    }
}
