package io.starling.tracker;

import io.starling.bus.BusException;
import java.util.HashMap;
import java.util.Map;

/**
 * How much of the registry is taken, in all and by each origin: one machine is not to take the place of all others.
 * Owned by the registry.
 */
final class Quota {
    /** So many machines no single tracker serves; a stranger who registers on and on is stopped here. */
    static final int MAX_PEERS = 10_000;

    /** Members of all swarms; each takes some 5 kB for its view and log. */
    static final int MAX_MEMBERS = 50_000;

    /** Bits of the bitfields of all members: 256 MiB. */
    static final long MAX_BITS = 1L << 31;

    /** Links that all members reported last; each is some 100 bytes, more with the longest names. */
    static final int MAX_LINKS = 500_000;

    /** One address of the network gets this part of each; the event bus is this machine or its cluster, and may have all. */
    static final int PART_OF_ONE_ORIGIN = 5;

    private static final class Usage {
        int peers;
        int members;
        long bits;
        int links;
    }

    private final Usage all = new Usage();
    private final Map<String, Usage> byOrigin = new HashMap<>();

    /** Throws {@link BusException} 413 when there is no room for one more. */
    void takePeer(String origin) {
        Usage own = of(origin);
        check("peers", all.peers, own.peers, 1, MAX_PEERS, origin);
        byOrigin.put(origin, own);
        own.peers++;
        all.peers++;
    }

    void givePeer(String origin) {
        Usage own = of(origin);
        own.peers--;
        all.peers--;
        if (own.peers == 0) {
            byOrigin.remove(origin);
        }
    }

    /** For a peer that has its place; throws {@link BusException} 413 when there is no room for so many pieces. */
    void takeMember(String origin, int pieces) {
        Usage own = of(origin);
        check("members of all swarms", all.members, own.members, 1, MAX_MEMBERS, origin);
        check("pieces of all members", all.bits, own.bits, pieces, MAX_BITS, origin);
        change(own, 1, pieces);
        change(all, 1, pieces);
    }

    void giveMember(String origin, int pieces) {
        change(of(origin), -1, -pieces);
        change(all, -1, -pieces);
    }

    /** Whether there is room for so many links more of a peer that has its place, or fewer; then they are taken. */
    boolean takeLinks(String origin, int more) {
        Usage own = of(origin);
        if (more > 0 && !isRoom(all.links, own.links, more, MAX_LINKS, origin)) {
            return false;
        }
        own.links += more;
        all.links += more;
        return true;
    }

    private static void change(Usage usage, int members, int pieces) {
        usage.members += members;
        usage.bits += pieces;
    }

    private Usage of(String origin) {
        return byOrigin.getOrDefault(origin, new Usage());
    }

    private static void check(String what, long taken, long own, long more, long limit, String origin) {
        if (!isRoom(taken, own, more, limit, origin)) {
            throw new BusException(
                    BusException.TOO_LARGE,
                    what + ": expected at most " + limit + ", " + partOf(limit, origin) + " of them from one address");
        }
    }

    private static boolean isRoom(long taken, long own, long more, long limit, String origin) {
        return taken + more <= limit && own + more <= partOf(limit, origin);
    }

    private static long partOf(long limit, String origin) {
        return origin.equals(Caller.BUS_ORIGIN) ? limit : limit / PART_OF_ONE_ORIGIN;
    }
}
