package io.starling.tracker;

import io.starling.bus.BusException;
import io.starling.bus.Envelope;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Whom the doors of the event bus and of the server socket ask. For the tracker's context. */
interface Requests {
    /** Reads the body of a request, and answers it with the body of a reply; fails with a {@link BusException}, always. */
    Future<Envelope> answer(JsonObject body, Caller caller);
}
