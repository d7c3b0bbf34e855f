package io.starling.bus;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeSet;

/** Bodies whose field {@code op} says which record they are. */
final class Ops {
    private Ops() {}

    static Record read(JsonObject body, Map<String, Class<? extends Record>> ops) {
        Object op = body.getValue("op");
        Class<? extends Record> type = op instanceof String name ? ops.get(name) : null;
        if (type == null) {
            String expected = String.join(", ", new TreeSet<>(ops.keySet()));
            throw new BusException(BusException.MALFORMED, "op: " + op + " (expected one of: " + expected + ")");
        }
        return BusJson.read(body, type);
    }

    static Envelope envelope(Record request, Map<String, Class<? extends Record>> ops) {
        String op = ops.entrySet().stream()
                .filter(entry -> entry.getValue() == request.getClass())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no op for " + request.getClass()));
        return new Envelope(BusJson.VERSION, op, request);
    }
}
