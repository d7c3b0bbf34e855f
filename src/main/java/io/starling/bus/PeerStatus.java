package io.starling.bus;

import io.starling.torrent.PeerId;
import java.util.List;

/**
 * What a peer replies to {@link PeerCommand.Status}.
 *
 * @param host where it listens for other peers, with {@code port}
 * @param trackerConnected whether the tracker answered the last time
 * @param peersBanned remotes that it has banned since it runs
 * @param hashFailures pieces that it received since then and that did not have their hash
 */
public record PeerStatus(
        String peer,
        PeerId peerId,
        String host,
        int port,
        boolean trackerConnected,
        List<TransferSnapshot> transfers,
        long peersBanned,
        long hashFailures) {
    public PeerStatus {
        transfers = Require.listOrEmpty(transfers);
    }
}
