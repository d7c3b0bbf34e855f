package io.starling.tracker;

import io.starling.announce.BusFrame;
import io.starling.announce.BusFrameEncoder;
import io.starling.bus.Addresses;
import io.starling.bus.BusException;
import io.starling.bus.OneLine;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The events that one client of the TCP door subscribed to. Events are snapshots: while the client does not keep up they
 * are dropped, since a later one says all, and who keeps up with nothing for long is closed.
 */
final class Subscriptions {
    /** A page shows a few swarms and transfers. */
    static final int MAX_SUBSCRIPTIONS = 100;

    /** The longest address of ours has some 200 characters. */
    private static final int MAX_ADDRESS_CHARS = 512;

    private static final Duration SLOW_CONSUMER_TIMEOUT = Duration.ofSeconds(10);

    private final EventBus bus;
    private final NetSocket socket;
    private final Map<String, MessageConsumer<Object>> consumers = new HashMap<>();

    /** When the first of the events was dropped that were dropped in a row; 0 for none. */
    private long droppingSinceNanos;

    private boolean isDropping;

    Subscriptions(EventBus bus, NetSocket socket) {
        this.bus = bus;
        this.socket = socket;
    }

    /** Subscribing twice is subscribing once. Throws {@link BusException} 403 for what are not events, 413 for too many. */
    void add(String address) {
        if (!address.startsWith(Addresses.EVENTS_PREFIX) || address.length() > MAX_ADDRESS_CHARS) {
            String shown = OneLine.of(address, MAX_ADDRESS_CHARS);
            throw new BusException(
                    BusException.FORBIDDEN,
                    "address: \"" + shown + "\" (expected: one that begins with " + Addresses.EVENTS_PREFIX + ")");
        }
        if (!consumers.containsKey(address) && consumers.size() >= MAX_SUBSCRIPTIONS) {
            throw new BusException(BusException.TOO_LARGE, "subscriptions: expected at most " + MAX_SUBSCRIPTIONS);
        }
        consumers.computeIfAbsent(address, unused -> bus.consumer(address, message -> deliver(address, message)));
    }

    void remove(String address) {
        MessageConsumer<Object> consumer = consumers.remove(address);
        if (consumer != null) {
            unregister(consumer);
        }
    }

    void close() {
        consumers.values().forEach(Subscriptions::unregister);
        consumers.clear();
    }

    private static void unregister(MessageConsumer<Object> consumer) {
        consumer.unregister().onFailure(unused -> {}); // fails only while the whole bus is closing
    }

    private void deliver(String address, Message<Object> event) {
        if (socket.writeQueueFull()) {
            drop();
            return;
        }
        isDropping = false;
        BusFrame frame = new BusFrame.Delivery(address, Map.of(), event.body(), event.isSend());
        socket.write(BusFrameEncoder.encode(frame)).onFailure(unused -> {}); // the connection ends, and is told so
    }

    private void drop() {
        long now = System.nanoTime();
        if (!isDropping) {
            isDropping = true;
            droppingSinceNanos = now;
        } else if (now - droppingSinceNanos > SLOW_CONSUMER_TIMEOUT.toNanos()) {
            socket.close().onFailure(unused -> {}); // it is closed already
        }
    }
}
