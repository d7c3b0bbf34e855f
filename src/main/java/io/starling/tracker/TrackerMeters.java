package io.starling.tracker;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.starling.bus.BusException;
import io.vertx.core.AsyncResult;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

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
    private final AtomicInteger peers;
    private final AtomicInteger clients;
    private final AtomicInteger swarms;

    private record Request(String door, String op, String result) {}

    TrackerMeters(MeterRegistry registry) {
        this.registry = registry;
        this.peers = gauge("starling.tracker.peers", "Peers that are registered with the tracker");
        this.clients = gauge("starling.tracker.clients", "Stock clients that are in swarms of the tracker");
        this.swarms = gauge("starling.tracker.swarms", "Swarms in which the tracker knows somebody");
    }

    private AtomicInteger gauge(String name, String help) {
        AtomicInteger value = new AtomicInteger();
        Gauge.builder(name, value, AtomicInteger::get).description(help).register(registry);
        return value;
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

    /** How many the tracker knows now; none while it stands by. */
    void knows(int registeredPeers, int stockClients, int swarmsWithMembers) {
        peers.set(registeredPeers);
        clients.set(stockClients);
        swarms.set(swarmsWithMembers);
    }
}
