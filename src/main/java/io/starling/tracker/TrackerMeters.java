package io.starling.tracker;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.starling.bus.BusException;
import io.vertx.core.AsyncResult;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/**
 * What the tracker counts for those who watch it: how often each of its doors is asked what, how long the answer takes, and
 * how many it knows. Counted on the tracker's context, and read by others on any thread.
 */
final class TrackerMeters {
    static final String BUS = "bus";
    static final String TCP = "tcp";
    static final String HTTP = "http";
    static final String UDP = "udp";

    /** The result of a request that was answered; of others it is the code of their failure. */
    static final String OK = "ok";

    private static final Duration[] BOUNDS = {
        Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(25), Duration.ofMillis(100), Duration.ofSeconds(1)
    };

    private final MeterRegistry registry;
    private final Map<Request, Timer> requests = new HashMap<>();
    /** Set on the tracker's context, read on any thread. */
    private volatile Totals totals = Totals.NONE;

    private record Request(String door, String op, String result) {}

    TrackerMeters(MeterRegistry registry) {
        this.registry = registry;
        gauge("starling.tracker.peers", "Peers that are registered with the tracker", Totals::registered);
        gauge("starling.tracker.clients", "Stock clients that are in swarms of the tracker", Totals::clients);
        gauge("starling.tracker.swarms", "Swarms in which the tracker knows somebody", Totals::swarms);
    }

    private void gauge(String name, String help, ToIntFunction<Totals> count) {
        Gauge.builder(name, this, meters -> count.applyAsInt(meters.totals))
                .description(help)
                .register(registry);
    }

    /** A request has been answered. */
    void answered(String door, String op, String result, long sinceNanos) {
        requests.computeIfAbsent(new Request(door, op, result), this::timer)
                .record(System.nanoTime() - sinceNanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Request request) {
        return Timer.builder("starling.tracker.requests")
                .description("Requests to the tracker, by door, operation and result, and the time until their answer")
                .tags("door", request.door, "op", request.op, "result", request.result)
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
    }

    static String result(AsyncResult<?> answer) {
        return answer.succeeded() ? OK : result(answer.cause());
    }

    static String result(Throwable failure) {
        int code = failure instanceof BusException refused
                ? refused.code()
                : failure instanceof IllegalArgumentException ? BusException.MALFORMED : BusException.INTERNAL;
        return String.valueOf(code);
    }

    /** How many the tracker knows now. */
    void knows(Totals now) {
        totals = now;
    }

    Totals totals() {
        return totals;
    }

    /** How often it was asked what, by door and operation in the order of their names. */
    Map<String, Map<String, HttpStats.Count>> counts() {
        Map<String, Map<String, HttpStats.Count>> doors = new TreeMap<>();
        requests.forEach((request, timer) -> {
            boolean isAnswered = request.result.equals(OK);
            HttpStats.Count count =
                    isAnswered ? new HttpStats.Count(timer.count(), 0) : new HttpStats.Count(0, timer.count());
            doors.computeIfAbsent(request.door, unused -> new TreeMap<>())
                    .merge(request.op, count, HttpStats.Count::plus);
        });
        return doors;
    }
}
