package io.starling.tracker;

import io.starling.bus.Addresses;
import io.starling.bus.BusException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;

/** The tracker's door on the event bus itself. */
final class BusDoor {
    private final Requests requests;
    private final MessageConsumer<Object> consumer;

    private BusDoor(Vertx vertx, Requests requests) {
        this.requests = requests;
        this.consumer = vertx.eventBus().consumer(Addresses.TRACKER, this::answer);
    }

    static Future<BusDoor> open(Vertx vertx, Requests requests) {
        BusDoor door = new BusDoor(vertx, requests);
        return door.consumer.completion().map(door);
    }

    private void answer(Message<Object> message) {
        if (!(message.body() instanceof JsonObject body)) {
            message.fail(BusException.MALFORMED, "body: expected a JSON object");
            return;
        }
        requests.answer(body, Caller.EVENT_BUS)
                .onSuccess(reply -> message.reply(reply.toJson()))
                .onFailure(cause -> {
                    int code = cause instanceof BusException answered ? answered.code() : BusException.INTERNAL;
                    message.fail(code, cause.getMessage());
                });
    }

    Future<Void> close() {
        return consumer.unregister();
    }
}
