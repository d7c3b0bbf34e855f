package io.starling.bus;

import java.util.List;

/**
 * The deliveries that changed since the last message of this kind.
 *
 * @param deliveries each complete, as it stands now
 * @param removed ids of those that ended so long ago that they are known no more
 */
public record DeliveriesChanged(List<Delivery> deliveries, List<String> removed) {
    public DeliveriesChanged {
        deliveries = Require.listOrEmpty(deliveries);
        removed = Require.listOrEmpty(removed);
    }
}
