package io.starling.bus;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

    /** One message for this one and a later one of the same peer. */
    public TransfersChanged then(TransfersChanged later) {
        Map<String, TransferSnapshot> last = new LinkedHashMap<>();
        Set<String> gone = new LinkedHashSet<>();
        for (TransfersChanged message : List.of(this, later)) {
            for (TransferSnapshot transfer : message.transfers) {
                last.put(transfer.infoHash().hex(), transfer);
                gone.remove(transfer.infoHash().hex());
            }
            last.keySet().removeAll(message.removed);
            gone.addAll(message.removed);
        }
        return new TransfersChanged(later.peer, List.copyOf(last.values()), List.copyOf(gone));
    }
}
