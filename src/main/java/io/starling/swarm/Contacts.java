package io.starling.swarm;

import io.starling.bus.SwarmView;
import io.starling.peer.PeerConnection;
import io.starling.peer.PeerSockets;
import io.starling.peer.PeerTable;
import io.starling.peer.SwarmDoor;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.vertx.core.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The peers of one swarm that we know of: learns them from the tracker, dials them, knows their names. */
final class Contacts {
    private final PeerSockets sockets;
    private final InfoHash infoHash;
    private final PeerTable<PeerConnection> table;
    private final Map<PeerId, String> names = new HashMap<>();

    Contacts(PeerSockets sockets, InfoHash infoHash, PeerTable<PeerConnection> table) {
        this.sockets = sockets;
        this.infoHash = infoHash;
        this.table = table;
    }

    /** What the tracker says of the swarm: who is new, and who has left. */
    void onView(SwarmView view) {
        if (view.full()) {
            names.clear();
        }
        for (PeerId left : view.left()) {
            table.forget(left);
            names.remove(left);
        }
        for (SwarmView.Member member : view.peers()) {
            table.learn(
                    member.peerId(), SocketAddress.inetSocketAddress(member.port(), member.host()), member.complete());
            names.put(member.peerId(), member.peer());
        }
    }

    /** A peer that somebody named by hand. */
    void learn(SocketAddress address) {
        table.learn(address);
    }

    /** A peer that another one is connected with. */
    void hear(SocketAddress address) {
        table.hear(address);
    }

    /**
     * Dials those that there is room for.
     *
     * @param isComplete whether we have everything, so that those who have everything too are of no use
     */
    void dial(SwarmDoor door, boolean isComplete, long nowNanos) {
        for (SocketAddress address : table.toDial(isComplete, nowNanos)) {
            sockets.dial(address, infoHash, door)
                    .onComplete(
                            done -> table.dialEnded(address, Optional.ofNullable(done.result()), System.nanoTime()));
        }
    }

    /** The configured id of a peer, if the tracker has said it. */
    Optional<String> name(PeerId id) {
        return Optional.ofNullable(names.get(id));
    }
}
