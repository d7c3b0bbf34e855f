package io.starling.bus;

import java.util.List;

/**
 * The transfers of one peer that changed since its last message of this kind.
 *
 * @param removed info-hashes, in hexadecimal, of transfers that the peer has no more
 */
public record TransfersChanged(String peer, List<TransferSnapshot> transfers, List<String> removed) {
    public TransfersChanged {
        transfers = Require.listOrEmpty(transfers);
        removed = Require.listOrEmpty(removed);
    }
}
