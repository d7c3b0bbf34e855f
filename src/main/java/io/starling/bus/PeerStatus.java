package io.starling.bus;

import io.starling.torrent.PeerId;
import java.util.List;

/**
 * What a peer replies to {@link PeerCommand.Status}.
 *
 * @param host where it listens for other peers, with {@code port}
 * @param trackerConnected whether the tracker answered the last time
 */
public record PeerStatus(
        String peer, PeerId peerId, String host, int port, boolean trackerConnected, List<TransferSnapshot> transfers) {
    public PeerStatus {
        transfers = Require.listOrEmpty(transfers);
    }
}
