package io.starling.tracker;

import io.starling.torrent.InfoHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many stock clients there may be: in all, from one network, and from one network in one swarm. Who comes when there
 * is no room takes the place of the one, in the same bounds, that was heard of longest ago: strangers can announce any
 * number of ports and torrents, and are not to fill the memory, nor one of them the places of all others, nor a swarm.
 * Owned by {@link StockClients}.
 */
final class StockPlaces {
    /** A household behind one address, or a laboratory on one machine; more in one swarm would be most of every view. */
    static final int MAX_PER_NETWORK_AND_SWARM = 50;

    /** The part of all places that one network may have. */
    static final int PART_OF_ONE_NETWORK = 5;

    private static final String ALL = "all";

    private record NetworkInSwarm(String network, InfoHash infoHash) {}

    private final int max;
    private final long leaseMillis;

    /** Those with a place and when they were heard of, the longest silent first; by what bounds them. */
    private final Map<Object, LinkedHashMap<StockMember, Long>> bounds = new HashMap<>();

    StockPlaces(int max, Duration lease) {
        this.max = max;
        this.leaseMillis = lease.toMillis();
    }

    /** Gives the member a place, or renews its lease; tells who has to go for it, and has no place any more. */
    List<StockMember> take(StockMember member, long nowMillis) {
        end(member);
        List<StockMember> losers = new ArrayList<>();
        for (Map.Entry<Object, Integer> bound : boundsOf(member).entrySet()) {
            Map<StockMember, Long> group = bounds.get(bound.getKey());
            if (group != null && group.size() >= bound.getValue()) {
                StockMember loser = group.keySet().iterator().next();
                end(loser);
                losers.add(loser);
            }
        }
        boundsOf(member)
                .keySet()
                .forEach(bound -> bounds.computeIfAbsent(bound, unused -> new LinkedHashMap<>())
                        .put(member, nowMillis));
        return losers;
    }

    void end(StockMember member) {
        for (Object bound : boundsOf(member).keySet()) {
            bounds.computeIfPresent(bound, (unused, group) -> {
                group.remove(member);
                return group.isEmpty() ? null : group;
            });
        }
    }

    /** Those that were not heard of for longer than a lease; they have no place any more. */
    List<StockMember> takeExpired(long nowMillis) {
        List<StockMember> expired = new ArrayList<>();
        for (Map.Entry<StockMember, Long> entry :
                bounds.getOrDefault(ALL, new LinkedHashMap<>()).entrySet()) {
            if (nowMillis - entry.getValue() <= leaseMillis) {
                break;
            }
            expired.add(entry.getKey());
        }
        expired.forEach(this::end);
        return expired;
    }

    /** From the narrowest: who goes there makes room in the others. */
    private Map<Object, Integer> boundsOf(StockMember member) {
        String network = member.endpoint.network();
        Map<Object, Integer> of = new LinkedHashMap<>();
        of.put(new NetworkInSwarm(network, member.swarm.infoHash), MAX_PER_NETWORK_AND_SWARM);
        of.put(network, max / PART_OF_ONE_NETWORK);
        of.put(ALL, max);
        return of;
    }
}
