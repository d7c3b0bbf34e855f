package io.starling.cli;

import io.starling.bus.BusException;
import io.starling.bus.BusJson;
import io.starling.bus.Delivery;
import java.time.Duration;
import java.util.function.Consumer;

/** Asks a node how a delivery stands until it is over, or until those who are missing were waited for long enough. Blocks. */
final class DeliveryWatch {
    /** The answer changes twice a second. */
    private static final Duration PERIOD = Duration.ofMillis(250);

    /** Another node takes over within seconds what a lost one did. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

    private final NodeClient node;
    private final Duration patience;
    private final Consumer<Delivery> progress;

    /** @param patience how long a delivery may be PARTIAL */
    DeliveryWatch(NodeClient node, Duration patience, Consumer<Delivery> progress) {
        this.node = node;
        this.patience = patience;
        this.progress = progress;
    }

    /** Returns how it ended, or that it is still PARTIAL; throws {@link CommandFailure} when the node does not tell any more. */
    Delivery untilOver(Delivery begun) throws Exception {
        Delivery delivery = begun;
        long promisingNanos = System.nanoTime();
        progress.accept(delivery);
        while (isWorthWaiting(delivery, Duration.ofNanos(System.nanoTime() - promisingNanos))) {
            // The command's own thread: there is nothing else for it to do.
            Thread.sleep(PERIOD.toMillis());
            delivery = next(delivery);
            if (delivery.state() != Delivery.State.PARTIAL) {
                promisingNanos = System.nanoTime();
            }
            progress.accept(delivery);
        }
        return delivery;
    }

    private boolean isWorthWaiting(Delivery delivery, Duration partial) {
        return switch (delivery.state()) {
            case DELIVERING -> true;
            case PARTIAL -> partial.compareTo(patience) < 0;
            case DELIVERED, CANCELLED -> false;
        };
    }

    private Delivery next(Delivery last) throws Exception {
        long startedNanos = System.nanoTime();
        while (true) {
            boolean isPatienceLeft = System.nanoTime() - startedNanos < LONGEST_SILENCE.toNanos();
            try {
                NodeClient.Answer answer = node.get("deliveries/" + last.id());
                if (answer.status() != BusException.NO_TRACKER || !isPatienceLeft) {
                    return BusJson.read(answer.expect(200, "how delivery " + last.id() + " stands"), Delivery.class);
                }
            } catch (NodeClient.Unreachable e) {
                if (!isPatienceLeft) {
                    throw lost(last, e);
                }
            }
            Thread.sleep(PERIOD.toMillis()); // likewise
        }
    }

    private static CommandFailure lost(Delivery last, CommandFailure why) {
        return new CommandFailure(
                Commands.FAILED,
                why.getMessage() + "; delivery " + last.id()
                        + " goes on: the same command with another --node watches it");
    }
}
