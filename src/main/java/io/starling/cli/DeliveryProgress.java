package io.starling.cli;

import io.starling.bus.Delivery;
import io.starling.bus.Delivery.Target;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** How far each peer is with a delivery: a bar for each on a terminal, otherwise lines. */
final class DeliveryProgress implements AutoCloseable {
    private final PrintWriter err;
    private final Map<String, Progress> byPeer = new LinkedHashMap<>();

    DeliveryProgress(PrintWriter err) {
        this.err = err;
    }

    void show(Delivery delivery) {
        for (Target target : delivery.targets()) {
            // Whole only when it is verified and has its name: a hundred per cent is the end.
            long have = target.state() == Target.State.DELIVERED
                    ? delivery.length()
                    : Math.min(target.have(), Math.max(0, delivery.length() - 1));
            byPeer.computeIfAbsent(target.peer(), peer -> Progress.open(peer, err))
                    .show(have, delivery.length(), detail(target));
        }
    }

    static String detail(Target target) {
        String reason = target.reason() == null ? "" : " (" + Printable.text(target.reason()) + ")";
        return switch (target.state()) {
            case WAITING -> "waits" + reason;
            case FETCHING -> Units.rate(target.downRate()) + left(target);
            case DELIVERED -> "has it";
            case MISSING -> "missing" + reason;
        };
    }

    private static String left(Target target) {
        return target.etaSeconds() == null ? "" : ", " + Units.time(Duration.ofSeconds(target.etaSeconds())) + " left";
    }

    @Override
    public void close() {
        byPeer.values().forEach(Progress::close);
    }
}
