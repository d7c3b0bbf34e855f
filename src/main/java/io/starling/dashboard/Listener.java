package io.starling.dashboard;

import io.starling.bus.Addresses;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * One browser that follows events of the bus. The frames are those of Vert.x's event bus bridge, so that clients of that
 * work: {@code register}, {@code unregister} and {@code ping} come in, {@code rec} and {@code err} go out. Nothing that a
 * browser sends reaches the bus.
 *
 * <p>It is handed what it takes: beyond some of it, events wait in a {@link Backlog} until it has taken more. Vert.x's bridge
 * hands over whatever is published; of a browser that does not read, memory would hold all of it. Owned by the context of the
 * dashboard.
 */
final class Listener {
    /** One for the transfers, one for the log, and one for each swarm on the screen. */
    static final int MAX_ADDRESSES = 200;

    /** An event's address has a peer's id and an info-hash in it. */
    private static final int MAX_ADDRESS_CHARS = 200;

    /** What a page takes in a moment over any link; the largest single event may be more. */
    static final int MAX_UNTAKEN_BYTES = 256 * 1024;

    /** How often it is looked whether a browser is gone, in the time that it has. */
    private static final int LOOKS_PER_LIMIT = 4;

    private final Vertx vertx;
    private final SockJSSocket socket;
    private final ConnectionLimits limits;
    private final DistantTracker tracker;

    /** The same object each time, so that it can be taken back. */
    private final BiConsumer<String, JsonObject> heard = this::published;

    private final Map<String, MessageConsumer<Object>> registrations = new HashMap<>();
    private final Backlog backlog = new Backlog();

    /** Handed to the connection, and not yet sent by it. */
    private int untakenBytes;

    private Runnable ending = () -> {};
    private long heardNanos = System.nanoTime();
    private long takenNanos = System.nanoTime();

    Listener(Vertx vertx, SockJSSocket socket, ConnectionLimits limits, DistantTracker tracker) {
        this.vertx = vertx;
        this.socket = socket;
        this.limits = limits;
        this.tracker = tracker;
    }

    /** @param onClose called once */
    void start(Runnable onClose) {
        long interval =
                Math.min(limits.silence().toMillis(), limits.standstill().toMillis()) / LOOKS_PER_LIMIT;
        long looks = vertx.setPeriodic(interval, unused -> closeIfGone());
        ending = () -> {
            vertx.cancelTimer(looks);
            List.copyOf(registrations.keySet()).forEach(this::unregister);
            onClose.run();
        };
        socket.handler(this::received);
        socket.exceptionHandler(unused -> close()); // a message that is too large, among others
        socket.closeHandler(unused -> end());
    }

    private void closeIfGone() {
        long now = System.nanoTime();
        boolean isSilent = now - heardNanos > limits.silence().toNanos();
        boolean isStanding =
                untakenBytes > 0 && now - takenNanos > limits.standstill().toNanos();
        if (isSilent || isStanding) {
            close();
        }
    }

    /** Ends at once: one that does not read does not hear either that it is being closed. */
    private void close() {
        end();
        socket.close();
    }

    private void end() {
        Runnable last = ending;
        ending = () -> {};
        last.run();
    }

    private void received(Buffer bytes) {
        heardNanos = System.nanoTime();
        try {
            handle(new JsonObject(bytes));
        } catch (DecodeException | ClassCastException e) {
            refuse("invalid_json");
        }
    }

    private void handle(JsonObject frame) {
        String type = frame.getString("type", "");
        String address = frame.getString("address", "");
        switch (type) {
            case "ping" -> {} // it was heard
            case "register" -> register(address);
            case "unregister" -> unregister(address);
            default -> refuse("access_denied");
        }
    }

    private void register(String address) {
        if (!isEvent(address)) {
            refuse("access_denied");
        } else if (registrations.size() == MAX_ADDRESSES) {
            refuse("max_handlers_reached");
        } else if (!registrations.containsKey(address)) {
            registrations.put(address, vertx.eventBus().consumer(address, this::published));
            tracker.follow(address, heard);
        }
    }

    private static boolean isEvent(String address) {
        return address.startsWith(Addresses.EVENTS_PREFIX)
                && address.length() > Addresses.EVENTS_PREFIX.length()
                && address.length() <= MAX_ADDRESS_CHARS;
    }

    private void unregister(String address) {
        MessageConsumer<Object> registration = registrations.remove(address);
        if (registration != null) {
            registration.unregister();
            tracker.unfollow(address, heard);
            backlog.drop(address);
        }
    }

    private void published(Message<Object> message) {
        if (message.body() instanceof JsonObject body) {
            published(message.address(), body);
        }
    }

    private void published(String address, JsonObject body) {
        backlog.add(new Backlog.Event(address, body));
        sendSome();
    }

    private void sendSome() {
        while (untakenBytes < MAX_UNTAKEN_BYTES) {
            Optional<Backlog.Event> event = backlog.poll();
            if (event.isEmpty()) {
                return;
            }
            send(new JsonObject()
                    .put("type", "rec")
                    .put("address", event.get().address())
                    .put("body", event.get().body()));
        }
    }

    /** One that asks much and reads nothing is not told what it did wrong. */
    private void refuse(String why) {
        if (untakenBytes < MAX_UNTAKEN_BYTES) {
            send(new JsonObject().put("type", "err").put("body", why));
        }
    }

    private void send(JsonObject frame) {
        Buffer bytes = frame.toBuffer();
        if (untakenBytes == 0) {
            takenNanos = System.nanoTime();
        }
        untakenBytes += bytes.length();
        socket.write(bytes).onComplete(unused -> taken(bytes.length()));
    }

    private void taken(int bytes) {
        boolean wasFull = untakenBytes >= MAX_UNTAKEN_BYTES;
        untakenBytes -= bytes;
        takenNanos = System.nanoTime();
        if (wasFull) {
            sendSome();
        }
    }
}
