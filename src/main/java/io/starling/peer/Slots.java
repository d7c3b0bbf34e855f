package io.starling.peer;

import io.starling.torrent.PeerId;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The places that one swarm has for connections: who gets one, and who has to go for it. A storm of strangers takes
 * neither those that are kept for peers whom we dial ourselves nor, for long, those of other networks. Time is an
 * argument, in nanoseconds of any clock. Owned by its {@link PeerTable}.
 */
final class Slots<C extends PeerTable.Connected> {
    /** One place in so many is for peers whom we dial: nobody but us can take it. */
    private static final int DIALLED_SHARE = 5;

    /** So long a newcomer has to show that it is of use before another may take its place. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    /** So often a newcomer gets a place though all are taken and of use: in a large swarm nobody is left outside. */
    private static final Duration TURNOVER = Duration.ofSeconds(30);

    private final int most;
    private final int mostAccepted;
    private final Map<PeerId, Place<C>> places = new LinkedHashMap<>();

    private record Place<C>(C connection, long sinceNanos) {}

    /** @param most how many places there are */
    Slots(int most) {
        this.most = most;
        this.mostAccepted = most - most / DIALLED_SHARE;
    }

    int size() {
        return places.size();
    }

    int most() {
        return most;
    }

    /** The connection that this peer has. */
    @Nullable
    C find(PeerId id) {
        Place<C> place = places.get(id);
        return place == null ? null : place.connection;
    }

    void put(C connection, long nowNanos) {
        places.put(connection.remoteId(), new Place<>(connection, nowNanos));
    }

    void remove(C connection) {
        if (connection.equals(find(connection.remoteId()))) {
            places.remove(connection.remoteId());
        }
    }

    boolean hasRoomFor(C newcomer) {
        return places.size() < most && (newcomer.isDialled() || accepted().size() < mostAccepted);
    }

    /**
     * Who has to go for a newcomer when there is no room: an accepted connection of the network that has most of them,
     * when neither side has wanted anything of the other, when the newcomer's network has clearly fewer, or, now and then,
     * the one that has been there longest.
     */
    Optional<C> victim(C newcomer, long nowNanos) {
        Map<Network, Integer> crowds = new HashMap<>();
        accepted().forEach(place -> crowds.merge(networkOf(place.connection), 1, Integer::sum));
        ToIntFunction<Place<C>> crowdOf = place -> crowds.getOrDefault(networkOf(place.connection), 0);
        Optional<Place<C>> idle = accepted().stream()
                .filter(place -> !place.connection.isUseful() && nowNanos - place.sinceNanos >= GRACE.toNanos())
                .max(Comparator.comparingInt(crowdOf));
        int newcomers = crowds.getOrDefault(networkOf(newcomer), 0);
        Optional<Place<C>> crowded = accepted().stream()
                .filter(place -> crowdOf.applyAsInt(place) > newcomers + 1)
                .max(Comparator.comparingInt(crowdOf).thenComparing(Place::sinceNanos));
        return idle.or(() -> crowded).or(() -> oldest(crowdOf, nowNanos)).map(Place::connection);
    }

    private Optional<Place<C>> oldest(ToIntFunction<Place<C>> crowdOf, long nowNanos) {
        boolean isDue = accepted().stream()
                .mapToLong(place -> nowNanos - place.sinceNanos)
                .allMatch(age -> age >= TURNOVER.toNanos());
        return accepted().stream()
                .filter(place -> isDue)
                .max(Comparator.comparingInt(crowdOf).thenComparing(place -> nowNanos - place.sinceNanos));
    }

    private List<Place<C>> accepted() {
        return places.values().stream()
                .filter(place -> !place.connection.isDialled())
                .toList();
    }

    private Network networkOf(C connection) {
        return Network.of(connection.remoteInetAddress());
    }

    /** Addresses that belong to one owner, as a rule: a /24 of IPv4, a /48 of IPv6. */
    private record Network(long prefix) {
        private static final int IPV4_BYTES = 3;
        private static final int IPV6_BYTES = 6;

        static Network of(InetAddress address) {
            byte[] bytes = address.getAddress();
            int length = bytes.length == 4 ? IPV4_BYTES : IPV6_BYTES;
            long prefix = length;
            for (int i = 0; i < length; i++) {
                prefix = prefix << Byte.SIZE | bytes[i] & 0xFF;
            }
            return new Network(prefix);
        }
    }
}
