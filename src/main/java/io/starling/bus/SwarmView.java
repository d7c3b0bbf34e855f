package io.starling.bus;

import io.starling.bencode.ByteString;
import io.starling.torrent.PeerId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The updated information of a file as one peer is told it: the whole of its view, or what changed since the version
 * that it named. A view is at most {@link #MAX_PEERS} other peers, and stays the same while they stay.
 *
 * @param epoch names this life of the tracker
 * @param version of the view, for {@code since} in the next update
 * @param full whether this is the whole view; otherwise only peers that changed are here
 * @param pieces how many pieces the torrent has
 * @param left peers that are in the view no more; they leave before {@code peers} come, for one may come back at once
 * @param peersTotal how many peers the swarm has, this one and seeds included
 */
public record SwarmView(
        String epoch,
        long version,
        boolean full,
        int pieces,
        List<Member> peers,
        List<PeerId> left,
        int peersTotal,
        int seedsTotal) {
    public static final int MAX_PEERS = 50;

    public SwarmView {
        Require.text("epoch", epoch);
        peers = Require.listOrEmpty(peers);
        left = Require.listOrEmpty(left);
    }

    /**
     * Another peer of the swarm. New ones, and all in a full view, carry a whole bitfield, and so does one that joined
     * again or changed much: it replaces what was known. Other known ones carry the pieces that they got since.
     *
     * @param peerId of a stock client as it announces it, or one made by the tracker when that is another's: who answers at
     *     its address may go by another
     * @param peer its configured id, or a name made by the tracker for a stock client
     * @param bitfield all it has, as far as is known (of a stock client everything or nothing), or null when {@code pieces} says what is new
     * @param pieces what it got since, or null when {@code bitfield} says all
     */
    public record Member(
            PeerId peerId,
            String peer,
            String host,
            int port,
            @Nullable ByteString bitfield,
            @Nullable List<Integer> pieces,
            boolean complete) {
        public Member {
            Require.present("peerId", peerId);
            Require.name("peer", peer);
            Require.text("host", host);
            Require.port("port", port);
            pieces = pieces == null ? null : List.copyOf(pieces);
        }
    }
}
