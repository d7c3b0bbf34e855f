package io.starling.announce;

import io.starling.torrent.PeerId;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * What a tracker answers to an {@link AnnounceRequest} (BEP 3).
 *
 * @param interval after which the client is to announce again
 * @param minInterval which it is to wait in any case
 * @param complete how many of the swarm have everything
 * @param incomplete how many do not
 * @param peers some others of the swarm
 */
public record AnnounceReply(Duration interval, Duration minInterval, int complete, int incomplete, List<Peer> peers) {
    public AnnounceReply {
        peers = List.copyOf(peers);
    }

    /** Another peer, and where to dial it. */
    public record Peer(PeerId peerId, InetAddress address, int port) {}
}
