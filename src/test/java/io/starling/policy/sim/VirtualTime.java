package io.starling.policy.sim;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/** The clock and what is yet to happen; what is due at the same time happens in the order in which it was planned. */
final class VirtualTime {
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atNanos).thenComparingLong(Event::number));
    private long nowNanos;
    private long planned;

    long now() {
        return nowNanos;
    }

    void after(long nanos, Runnable action) {
        events.add(new Event(nowNanos + nanos, planned++, action));
    }

    /** Does it again and again until it returns false, first after one period. */
    void every(Duration period, BooleanSupplier action) {
        after(period.toNanos(), () -> {
            if (action.getAsBoolean()) {
                every(period, action);
            }
        });
    }

    /** Lets time pass until the condition holds, or until that time, or until nothing is left to happen. */
    void runUntil(BooleanSupplier isOver, Duration latest) {
        while (!isOver.getAsBoolean() && !events.isEmpty() && events.peek().atNanos() <= latest.toNanos()) {
            Event event = events.remove();
            nowNanos = event.atNanos();
            event.action().run();
        }
    }

    private record Event(long atNanos, long number, Runnable action) {}
}
