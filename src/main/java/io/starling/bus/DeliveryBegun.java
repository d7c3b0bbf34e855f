package io.starling.bus;

/**
 * What one is replied who asks for a delivery.
 *
 * @param created whether this request began it; otherwise one of the same file to the same peers goes on
 */
public record DeliveryBegun(Delivery delivery, boolean created) {
    public DeliveryBegun {
        Require.present("delivery", delivery);
    }
}
