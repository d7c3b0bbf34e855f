package io.starling.bus;

import java.util.List;

/** The deliveries that are known, the newest first: all that go on, and the last of those that have ended. */
public record Deliveries(List<Delivery> deliveries) {
    public Deliveries {
        deliveries = Require.listOrEmpty(deliveries);
    }
}
