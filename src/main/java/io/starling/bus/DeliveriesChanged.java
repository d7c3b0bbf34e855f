package io.starling.bus;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

    /** One message for this one and a later one. */
    public DeliveriesChanged then(DeliveriesChanged later) {
        Map<String, Delivery> last = new LinkedHashMap<>();
        Set<String> gone = new LinkedHashSet<>();
        for (DeliveriesChanged message : List.of(this, later)) {
            for (Delivery delivery : message.deliveries) {
                last.put(delivery.id(), delivery);
                gone.remove(delivery.id());
            }
            last.keySet().removeAll(message.removed);
            gone.addAll(message.removed);
        }
        return new DeliveriesChanged(List.copyOf(last.values()), List.copyOf(gone));
    }
}
