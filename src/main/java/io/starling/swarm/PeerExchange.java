package io.starling.swarm;

import io.starling.announce.Reach;
import io.starling.peer.PeerConnection;
import io.starling.wire.PexMessage;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells remotes with whom else we are connected, and hears it from them (BEP 11): a swarm holds together though its trackers
 * are gone. In a private torrent nobody is told anything, and nobody is believed (BEP 27). Owned by its {@link Crowd}.
 *
 * <p>A remote on the Internet is not told of addresses of this machine or to be believed in them, as a tracker is not.
 */
final class PeerExchange {
    /** The least time between two messages, by the specification. */
    private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Who has nothing to be told now may have soon. */
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** So many at a time: what each is told is found among all others, of whom there may be thousands. */
    private static final int TOLD_AT_ONCE = 8;

    /** Clocks and networks are not exact: who is early by so much is heard all the same. */
    private static final long EARLY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final boolean isPrivate;
    private final Consumer<SocketAddress> heard;

    /** @param heard is told where others can be dialled */
    PeerExchange(boolean isPrivate, Consumer<SocketAddress> heard) {
        this.isPrivate = isPrivate;
        this.heard = heard;
    }

    /** Whether the extension is spoken at all. */
    boolean isOn() {
        return !isPrivate;
    }

    /** What one remote has been told, and when it told. Owned by its {@link Remote}. */
    static final class Record {
        private final Set<InetSocketAddress> told = new HashSet<>();
        private long notBeforeNanos;
        private long heardNanos;
        private boolean isBegun;
        private boolean hasHeard;

        private boolean isDue(long nowNanos) {
            return !isBegun || nowNanos - notBeforeNanos >= 0;
        }

        private void waitFor(long nanos, long nowNanos) {
            isBegun = true;
            notBeforeNanos = nowNanos + nanos;
        }
    }

    /** Tells those who have not been told anything for a minute what is new. To be called a few times a second. */
    void tell(Collection<Remote> remotes, long nowNanos) {
        if (isPrivate) {
            return;
        }
        remotes.stream()
                .filter(remote -> remote.exchange.isDue(nowNanos))
                .filter(remote -> remote.connection.isSpeaking(PexMessage.EXTENSION))
                .limit(TOLD_AT_ONCE)
                .toList()
                .forEach(remote -> tell(remote, reachable(remotes, remote), nowNanos));
    }

    private static void tell(Remote remote, Map<InetSocketAddress, Integer> present, long nowNanos) {
        Record record = remote.exchange;
        List<PexMessage.Peer> added = new ArrayList<>();
        present.forEach((address, flags) -> {
            if (added.size() < PexMessage.MAX_PEERS && record.told.add(address)) {
                added.add(new PexMessage.Peer(address, flags));
            }
        });
        List<InetSocketAddress> dropped = record.told.stream()
                .filter(address -> !present.containsKey(address))
                .limit(PexMessage.MAX_PEERS)
                .toList();
        dropped.forEach(record.told::remove);
        boolean isNews = !added.isEmpty() || !dropped.isEmpty();
        record.waitFor(isNews ? INTERVAL_NANOS : LOOK_NANOS, nowNanos);
        if (isNews) {
            remote.connection.sendPeers(new PexMessage(added, dropped));
        }
    }

    /** The others, where they can be dialled, with their flags. */
    private static Map<InetSocketAddress, Integer> reachable(Collection<Remote> remotes, Remote told) {
        Reach reach = Reach.of(told.connection.remoteInetAddress());
        Map<InetSocketAddress, Integer> reachable = new LinkedHashMap<>();
        for (Remote remote : remotes) {
            PeerConnection connection = remote.connection;
            InetAddress host = connection.remoteInetAddress();
            if (remote != told && reach.mayName(host)) {
                int flags = (connection.remotePieces().isComplete() ? PexMessage.Peer.SEED : 0)
                        | (connection.isDialled() ? PexMessage.Peer.REACHABLE : 0);
                connection
                        .listensAt()
                        .forEach(address -> reachable.put(new InetSocketAddress(host, address.port()), flags));
            }
        }
        return reachable;
    }

    /** The remote tells with whom it is connected. */
    void onMessage(Remote remote, PexMessage message, Collection<Remote> connected, long nowNanos) {
        Reach reach = Reach.of(remote.connection.remoteInetAddress());
        List<InetSocketAddress> named = believed(remote.exchange, reach, message, nowNanos);
        Set<InetSocketAddress> known = reachable(connected, remote).keySet();
        for (InetSocketAddress address : named) {
            if (!known.contains(address)) {
                heard.accept(SocketAddress.inetSocketAddress(
                        address.getPort(), address.getAddress().getHostAddress()));
            }
        }
    }

    /** Whom there is reason to dial. Who tells more often than once a minute is not listened to, and tries our patience. */
    List<InetSocketAddress> believed(Record record, Reach teller, PexMessage message, long nowNanos) {
        boolean isEarly = record.hasHeard && nowNanos - record.heardNanos < INTERVAL_NANOS - EARLY_NANOS;
        if (isPrivate || isEarly) {
            return List.of();
        }
        record.hasHeard = true;
        record.heardNanos = nowNanos;
        return message.added().stream()
                .map(PexMessage.Peer::address)
                .filter(address -> address.getPort() != 0 && teller.mayName(address.getAddress()))
                .toList();
    }
}
