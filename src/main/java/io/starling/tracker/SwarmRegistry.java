package io.starling.tracker;

import io.starling.bus.BusException;
import io.starling.bus.LogEvent;
import io.starling.bus.SwarmView;
import io.starling.bus.TrackerReply;
import io.starling.bus.TrackerRequest;
import io.starling.torrent.PeerId;
import io.starling.torrent.PieceSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The registered peers, which pieces each has, and what each is told of its swarms. Nothing of it is kept: after a restart
 * there is a new epoch, and peers register and join again. Owned by the tracker's context; time is given, so that tests turn
 * the clock.
 *
 * <p>An update with k pieces costs k steps, one look at each peer of the view, and what the reply carries. All operations
 * throw {@link BusException}: 400 for wrong values, 410 for whoever has to register and join again, 413 beyond a limit.
 */
final class SwarmRegistry {
    /** Each of them sends a heartbeat of its own. */
    static final int MAX_SWARMS_PER_PEER = 1_000;

    /** Both directions of 50 connections, and some more. */
    static final int MAX_LINKS_PER_UPDATE = 200;

    /** Two may be lost on the way; three in a row are a peer that is gone. */
    private static final int HEARTBEATS_TO_MISS = 3;

    /** A peer without torrents sends no heartbeats; it is kept a while, since it may join at any time. */
    private static final long IDLE_PEER_MILLIS = 600_000;

    private final Swarms swarms;
    private final String epoch;
    private final long heartbeatMillis;
    private final LongSupplier clockMillis;
    private final TrackerLog log;

    private final Map<PeerId, RegisteredPeer> peers = new HashMap<>();

    /** By name, address and origin: one that was restarted has another peer id, and the same place. */
    private final Map<String, RegisteredPeer> byPlace = new HashMap<>();

    private final Leases<RegisteredMember> memberLeases;
    private final Leases<RegisteredPeer> idlePeers = new Leases<>(IDLE_PEER_MILLIS);
    private final Quota quota = new Quota();
    private long lastVersion;

    /** @param clockMillis milliseconds of a clock that never goes back */
    SwarmRegistry(Swarms swarms, String epoch, long heartbeatMillis, LongSupplier clockMillis, TrackerLog log) {
        this.swarms = swarms;
        this.epoch = epoch;
        this.heartbeatMillis = heartbeatMillis;
        this.clockMillis = clockMillis;
        this.log = log;
        this.memberLeases = new Leases<>(HEARTBEATS_TO_MISS * heartbeatMillis);
    }

    /**
     * A peer says who it is. One that comes back under the same name and address with another peer id was restarted, and
     * takes its own place.
     *
     * @param host where to dial it: never a wildcard
     * @param origin where the request comes from; 409 when the peer id is in use from elsewhere
     */
    TrackerReply.Registered register(TrackerRequest.Register request, String host, String origin) {
        if (request.holds().size() > MAX_SWARMS_PER_PEER) {
            throw tooMany("holds", MAX_SWARMS_PER_PEER);
        }
        if (Endpoint.isMade(request.peerId())) {
            throw new BusException(
                    BusException.MALFORMED, "peerId: " + request.peerId() + " (expected: one of a peer)");
        }
        RegisteredPeer known = peers.get(request.peerId());
        if (known != null) {
            checkOrigin(known, origin, BusException.CONFLICT);
            byPlace.remove(place(known), known);
            known.moveTo(request.peer(), host, request.port());
            byPlace.put(place(known), known);
            touch(known);
        } else {
            RegisteredPeer peer = new RegisteredPeer(request.peerId(), origin, request.peer(), host, request.port());
            admit(peer);
            int files = request.holds().size();
            String holds = files == 0 ? "" : " for " + files + (files == 1 ? " file" : " files");
            log.say(LogEvent.Level.INFO, null, "peer " + peer + " registered" + holds);
        }
        return new TrackerReply.Registered(epoch, heartbeatMillis, List.of());
    }

    private void admit(RegisteredPeer peer) {
        RegisteredPeer before = byPlace.get(place(peer));
        if (before != null) {
            forget(before);
            log.say(LogEvent.Level.INFO, null, "peer " + before + " was restarted");
        }
        quota.takePeer(peer.origin);
        peers.put(peer.peerId, peer);
        byPlace.put(place(peer), peer);
        touch(peer);
    }

    private static String place(RegisteredPeer peer) {
        return peer + " from " + peer.origin;
    }

    /** A peer takes part with what it has; the reply is its whole view. */
    SwarmView join(TrackerRequest.Join request, int pieces, String origin) {
        RegisteredPeer peer = known(request.peerId(), origin);
        PieceSet has = bitfield(request, pieces);
        RegisteredMember before = peer.memberships.get(request.infoHash());
        if (before == null) {
            if (peer.memberships.size() >= MAX_SWARMS_PER_PEER) {
                throw tooMany("swarms of one peer", MAX_SWARMS_PER_PEER);
            }
            quota.takeMember(origin, pieces);
        }
        TrackedSwarm swarm = swarms.ofPublished(request.infoHash(), pieces);
        RegisteredMember member = swarm.join(peer, has, request.status());
        if (before == null) {
            peer.memberships.put(request.infoHash(), member);
            log.say(LogEvent.Level.INFO, request.infoHash(), "peer " + peer + " joined with " + has);
        }
        return reply(member, 0);
    }

    private static PieceSet bitfield(TrackerRequest.Join request, int pieces) {
        try {
            return PieceSet.ofBitfield(request.bitfield(), pieces);
        } catch (IllegalArgumentException e) {
            throw new BusException(BusException.MALFORMED, String.valueOf(e.getMessage()));
        }
    }

    private static BusException tooMany(String what, long limit) {
        return new BusException(BusException.TOO_LARGE, what + ": expected at most " + limit);
    }

    /** A peer has more pieces, or is still there; the reply is what changed in its view. */
    SwarmView update(TrackerRequest.Update request, String origin) {
        if (request.epoch() != null && !request.epoch().equals(epoch)) {
            throw new BusException(BusException.JOIN_AGAIN, "epoch: the tracker was restarted");
        }
        RegisteredMember member = known(request.peerId(), origin).memberships.get(request.infoHash());
        if (member == null) {
            throw new BusException(BusException.JOIN_AGAIN, "this peer is not in the swarm " + request.infoHash());
        }
        checkUpdate(request, member.swarm.pieces());
        request.pieces().forEach(piece -> member.swarm.add(member, piece));
        List<TrackerRequest.Link> before = member.report().links();
        int moreLinks = request.links().size() - before.size();
        member.report(request, quota.takeLinks(origin, moreLinks) ? request.links() : before);
        return reply(member, request.since());
    }

    /** All of it is checked before any of it counts. */
    private static void checkUpdate(TrackerRequest.Update request, int pieces) {
        if (request.links().size() > MAX_LINKS_PER_UPDATE) {
            throw tooMany("links", MAX_LINKS_PER_UPDATE);
        }
        for (int piece : request.pieces()) {
            if (piece < 0 || piece >= pieces) {
                throw new BusException(
                        BusException.MALFORMED, "pieces: " + piece + " (expected: 0.." + (pieces - 1) + ")");
            }
        }
    }

    private SwarmView reply(RegisteredMember member, long since) {
        swarms.changed(member.swarm);
        touch(member.peer);
        memberLeases.renew(member, clockMillis.getAsLong());
        View.Changes changes = member.view.changesSince(since, ++lastVersion);
        TrackedSwarm swarm = member.swarm;
        return new SwarmView(
                epoch,
                changes.version(),
                changes.isFull(),
                swarm.pieces(),
                changes.changed(),
                changes.left(),
                swarm.members(),
                swarm.seeds());
    }

    /** A peer leaves one swarm, or all and the tracker. Whoever is not there has left already. */
    void leave(TrackerRequest.Leave request, String origin) {
        RegisteredPeer peer = peers.get(request.peerId());
        if (peer == null) {
            return;
        }
        checkOrigin(peer, origin, BusException.JOIN_AGAIN);
        if (request.infoHash() == null) {
            forget(peer);
            log.say(LogEvent.Level.INFO, null, "peer " + peer + " left");
            return;
        }
        RegisteredMember member = peer.memberships.get(request.infoHash());
        if (member != null) {
            end(member);
            log.say(LogEvent.Level.INFO, request.infoHash(), "peer " + peer + " left");
        }
    }

    /** Ends the part of whoever missed three heartbeats; to be called a few times in a heartbeat. */
    void expire() {
        long now = clockMillis.getAsLong();
        for (RegisteredMember member : memberLeases.takeExpired(now)) {
            end(member);
            log.say(
                    LogEvent.Level.INFO,
                    member.swarm.infoHash,
                    "peer " + member.peer + " expired: it missed " + HEARTBEATS_TO_MISS + " heartbeats");
            if (member.peer.memberships.isEmpty()) {
                forget(member.peer);
            }
        }
        idlePeers.takeExpired(now).stream()
                .filter(peer -> peer.memberships.isEmpty())
                .forEach(this::forget);
    }

    /** How many peers are registered. */
    int peers() {
        return peers.size();
    }

    private void touch(RegisteredPeer peer) {
        idlePeers.renew(peer, clockMillis.getAsLong());
    }

    private void forget(RegisteredPeer peer) {
        List.copyOf(peer.memberships.values()).forEach(this::end);
        if (peers.remove(peer.peerId, peer)) {
            quota.givePeer(peer.origin);
        }
        byPlace.remove(place(peer), peer);
        idlePeers.end(peer);
    }

    private void end(RegisteredMember member) {
        member.peer.memberships.remove(member.swarm.infoHash);
        memberLeases.end(member);
        swarms.leave(member);
        quota.takeLinks(member.peer.origin, -member.report().links().size());
        quota.giveMember(member.peer.origin, member.swarm.pieces());
    }

    private RegisteredPeer known(PeerId peerId, String origin) {
        RegisteredPeer peer = peers.get(peerId);
        if (peer == null) {
            throw new BusException(BusException.JOIN_AGAIN, "peerId: " + peerId + " is not registered");
        }
        checkOrigin(peer, origin, BusException.JOIN_AGAIN);
        return peer;
    }

    /** Peer ids are known to the whole swarm, so that one alone is no proof. */
    private static void checkOrigin(RegisteredPeer peer, String origin, int code) {
        if (!peer.origin.equals(origin)) {
            throw new BusException(code, "peerId: " + peer.peerId + " was registered from another address");
        }
    }
}
