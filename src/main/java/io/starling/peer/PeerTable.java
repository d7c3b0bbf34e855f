package io.starling.peer;

import io.starling.torrent.PeerId;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The peers of one swarm that we know of, and the connections that we have with them: whom to dial next, whom to let
 * in. Opens nothing itself; time is an argument, in nanoseconds of any clock. Owned by its swarm.
 *
 * @param <C> a connection
 */
public final class PeerTable<C extends PeerTable.Connected> {
    /** As many as other clients remember; beyond it, peers that nobody has asked for are forgotten first. */
    static final int MAX_KNOWN = 3_000;

    /** Of those whom other peers have named: they must not crowd out whom trackers name. */
    static final int MAX_HEARSAY = 500;

    /** Whom only other peers have named, and who answers as seldom as this, is not there. */
    private static final int MAX_HEARSAY_FAILURES = 3;

    private static final long FIRST_RETRY_NANOS = 1_000_000_000L;
    private static final long LAST_RETRY_NANOS = 60_000_000_000L;

    private final PeerId self;
    private final Slots<C> slots;
    private final BanList bans;
    private final Map<SocketAddress, Known> known = new LinkedHashMap<>();
    private final Map<PeerId, Known> knownById = new HashMap<>();
    private final Set<PeerId> complete = new HashSet<>();
    private int dialling;

    /**
     * @param maxConnections how many to have at once, those being dialled included
     * @param bans who is neither dialled nor let in
     */
    public PeerTable(PeerId self, int maxConnections, BanList bans) {
        this.self = self;
        this.slots = new Slots<>(maxConnections);
        this.bans = bans;
    }

    /**
     * The tracker named this peer. A peer that moved is known at its new address alone, and an address belongs to the
     * peer that was named last: one that is started again has a new id, and whatever was said of the old one, that it
     * has left included, is not meant for it.
     */
    public void learn(PeerId id, SocketAddress address, boolean isComplete) {
        if (id.equals(self)) {
            return;
        }
        Known peer = knownById.get(id);
        if (peer == null || !peer.address.equals(address)) {
            forget(id);
            Known formerly = known.get(address);
            if (formerly != null && formerly.id != null) {
                forget(formerly.id);
            }
            peer = remember(address);
            peer.id = id;
            knownById.put(id, peer);
        }
        peer.isHearsay = false;
        peer.isComplete |= isComplete;
    }

    /** Somebody named this address; who is there will be seen. */
    public void learn(SocketAddress address) {
        remember(address).isHearsay = false;
    }

    /** Another peer named this address: it is dialled after those that trackers and users name. */
    public void hear(SocketAddress address) {
        if (!known.containsKey(address) && known.size() < MAX_KNOWN && hearsay() < MAX_HEARSAY) {
            remember(address).isHearsay = true;
        }
    }

    private long hearsay() {
        return known.values().stream().filter(peer -> peer.isHearsay).count();
    }

    /** The tracker says that this peer has left. A connection with it stays as long as it likes. */
    public void forget(PeerId id) {
        Known peer = knownById.remove(id);
        if (peer != null) {
            known.remove(peer.address);
        }
    }

    /** This peer has everything: not to be dialled any more once we have everything too. */
    public void hasEverything(PeerId id) {
        if (complete.size() < MAX_KNOWN) {
            complete.add(id);
        }
    }

    /** Not to be connected with again for a while, neither under its id nor where it listens. */
    public void ban(C connection, long nowNanos) {
        List<SocketAddress> endpoints = new ArrayList<>(connection.listensAt());
        Known peer = knownById.get(connection.remoteId());
        if (peer != null) {
            endpoints.add(peer.address);
        }
        bans.ban(connection.remoteId(), connection.remoteInetAddress(), endpoints, nowNanos);
        forget(connection.remoteId());
    }

    /**
     * Whom to dial now, as many as there is room for, those with something to give first; each is then being dialled
     * until {@link #dialEnded}.
     *
     * @param wantsOnlyIncomplete whether we have everything, and complete peers are of no use
     */
    public List<SocketAddress> toDial(boolean wantsOnlyIncomplete, long nowNanos) {
        int room = slots.most() - slots.size() - dialling;
        if (room <= 0) {
            return List.of();
        }
        List<SocketAddress> addresses = known.values().stream()
                .filter(peer -> !peer.isDialling && !isConnected(peer) && nowNanos - peer.notBeforeNanos >= 0)
                .filter(peer -> !(wantsOnlyIncomplete && isComplete(peer)))
                .filter(peer -> !bans.isBanned(peer.address, nowNanos))
                .filter(peer -> peer.ids().noneMatch(id -> bans.isBanned(id, nowNanos)))
                .sorted(Comparator.<Known, Boolean>comparing(peer -> peer.isHearsay)
                        .thenComparing(peer -> !isComplete(peer)))
                .limit(room)
                .map(peer -> peer.address)
                .toList();
        addresses.forEach(address -> startDialling(known.get(address)));
        return addresses;
    }

    /**
     * The dialling of this address is over. Whoever did not answer is dialled later, each time later; nor is one dialled
     * at once who answered and hangs up.
     *
     * @param id who answered, or nothing
     */
    public void dialEnded(SocketAddress address, Optional<PeerId> id, long nowNanos) {
        dialling--;
        Known peer = known.get(address);
        if (peer == null) {
            return;
        }
        peer.isDialling = false;
        if (id.filter(self::equals).isPresent()) {
            known.remove(address); // Somebody has named us to ourselves.
            return;
        }
        peer.failures = id.isPresent() ? 1 : peer.failures + 1;
        if (peer.isHearsay && peer.failures > MAX_HEARSAY_FAILURES) {
            known.remove(address);
            knownById.values().remove(peer);
            return;
        }
        id.ifPresent(answered -> answered(peer, answered));
        long retry = Math.min(LAST_RETRY_NANOS, FIRST_RETRY_NANOS << Math.min(peer.failures, 10));
        peer.notBeforeNanos = nowNanos + retry;
    }

    /**
     * Whether to have this new connection. Two peers that dialled each other at the same moment have two: both keep the
     * one that the greater peer id dialled, so that not both are closed; libtorrent has the same rule.
     *
     * @return whether it is admitted, and which connection has to go for it
     */
    public Admission<C> admit(C connection, long nowNanos) {
        if (bans.isBanned(connection.remoteId(), nowNanos)) {
            return Admission.refused();
        }
        C present = slots.find(connection.remoteId());
        if (present == null) {
            return admitNew(connection, nowNanos);
        }
        if (isPreferred(present) || !isPreferred(connection)) {
            return Admission.refused();
        }
        slots.put(connection, nowNanos);
        return new Admission<>(true, Optional.of(present));
    }

    private Admission<C> admitNew(C connection, long nowNanos) {
        boolean hasRoom = slots.hasRoomFor(connection);
        Optional<C> victim = hasRoom ? Optional.empty() : slots.victim(connection, nowNanos);
        if (!hasRoom && victim.isEmpty()) {
            return Admission.refused();
        }
        victim.ifPresent(slots::remove);
        slots.put(connection, nowNanos);
        return new Admission<>(true, victim);
    }

    /** The connection is gone. */
    public void closed(C connection) {
        slots.remove(connection);
    }

    public boolean isConnectedWith(PeerId id) {
        return slots.find(id) != null;
    }

    public int size() {
        return slots.size();
    }

    /** Who answers may go by another id than the tracker says, which of a stock client does not know for sure. */
    private void answered(Known peer, PeerId id) {
        peer.answered = id;
        if (peer.id == null) {
            peer.id = id;
            knownById.putIfAbsent(id, peer);
        }
    }

    private boolean isPreferred(C connection) {
        boolean isSelfGreater = self.compareTo(connection.remoteId()) > 0;
        return connection.isDialled() == isSelfGreater;
    }

    private Known remember(SocketAddress address) {
        Known peer = known.get(address);
        if (peer == null) {
            makeRoom();
            peer = new Known(address);
            known.put(address, peer);
        }
        return peer;
    }

    private void makeRoom() {
        if (known.size() >= MAX_KNOWN) {
            known.values().stream()
                    .filter(peer -> !peer.isDialling && !isConnected(peer))
                    .findFirst()
                    .ifPresent(peer -> {
                        known.remove(peer.address);
                        knownById.values().remove(peer);
                    });
        }
    }

    private void startDialling(@Nullable Known peer) {
        if (peer != null) {
            peer.isDialling = true;
            dialling++;
        }
    }

    private boolean isComplete(Known peer) {
        return peer.isComplete || peer.ids().anyMatch(complete::contains);
    }

    private boolean isConnected(Known peer) {
        return peer.ids().anyMatch(this::isConnectedWith);
    }

    /** What the table has to know of a connection. */
    public interface Connected {
        PeerId remoteId();

        /** Whether we dialled; otherwise the remote did. */
        boolean isDialled();

        InetAddress remoteInetAddress();

        /** Where the remote would be dialled, as far as it can be told. */
        List<SocketAddress> listensAt();

        /** Whether either side wants anything of the other. */
        boolean isUseful();
    }

    /** @param victim the connection that has to be closed for the new one: of the same peer, or of another */
    public record Admission<C>(boolean isAdmitted, Optional<C> victim) {
        private static <C> Admission<C> refused() {
            return new Admission<>(false, Optional.empty());
        }
    }

    private static final class Known {
        final SocketAddress address;

        @Nullable
        PeerId id;

        /** Who answered when it was dialled last. */
        @Nullable
        PeerId answered;

        boolean isComplete;
        boolean isDialling;

        /** Whether only other peers have named it. */
        boolean isHearsay;

        int failures;
        long notBeforeNanos = Long.MIN_VALUE / 2;

        Known(SocketAddress address) {
            this.address = address;
        }

        /** Those that it is known to go by. */
        Stream<PeerId> ids() {
            return Stream.of(Optional.ofNullable(id), Optional.ofNullable(answered))
                    .flatMap(Optional::stream);
        }
    }
}
