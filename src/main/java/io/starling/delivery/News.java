package io.starling.delivery;

import io.starling.bus.Delivery;
import io.starling.bus.Delivery.Target;
import io.starling.bus.LogEvent;
import io.starling.bus.OneLine;
import java.util.List;
import java.util.stream.Collectors;

/** What is said of a delivery that has come into another state. */
final class News {
    private static final int MAX_NAME_CHARS = 120;

    /** Of more, a person asks for the delivery itself. */
    private static final int MAX_NAMED = 5;

    private News() {}

    static LogEvent of(Delivery delivery) {
        LogEvent.Level level =
                delivery.state() == Delivery.State.PARTIAL ? LogEvent.Level.WARNING : LogEvent.Level.INFO;
        String name = OneLine.of(delivery.name(), MAX_NAME_CHARS);
        String text =
                "delivery " + delivery.id() + " of \"" + name + "\" is " + delivery.state() + ": " + outcome(delivery);
        return new LogEvent(
                delivery.since(), level, "deliveries", delivery.infoHash().hex(), text);
    }

    private static String outcome(Delivery delivery) {
        List<Target> targets = delivery.targets();
        long have = targets.stream()
                .filter(target -> target.state() == Target.State.DELIVERED)
                .count();
        String count = have + " of " + targets.size() + " peers have it";
        List<Target> missing = delivery.missing();
        if (missing.isEmpty()) {
            return count;
        }
        String named = missing.stream()
                .limit(MAX_NAMED)
                .map(target -> target.peer() + " (" + OneLine.of(String.valueOf(target.reason()), MAX_NAME_CHARS) + ")")
                .collect(Collectors.joining(", "));
        return count + ", missing: " + named + (missing.size() > MAX_NAMED ? ", …" : "");
    }
}
