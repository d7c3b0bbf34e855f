package io.starling.tracker;

import io.starling.bus.Envelope;
import io.starling.bus.TrackerRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Counts what comes through one door, and hands it on. */
record MeteredRequests(String door, Requests requests, TrackerMeters meters) implements Requests {
    /** A stranger may name any number of operations that there are not. */
    private static final String UNKNOWN = "unknown";

    @Override
    public Future<Envelope> answer(JsonObject body, Caller caller) {
        long since = System.nanoTime();
        return requests.answer(body, caller)
                .onComplete(answer -> meters.answered(door, op(body), TrackerMeters.result(answer), since));
    }

    private static String op(JsonObject body) {
        return body.getValue("op") instanceof String op && TrackerRequest.OPS.containsKey(op) ? op : UNKNOWN;
    }
}
