package io.starling.cli;

import io.starling.bus.BusException;
import io.starling.bus.BusJson;
import io.starling.bus.Delivery;
import java.time.Duration;
import java.util.function.Consumer;

/** Asks a node how a delivery stands until nothing more is to be expected of it. Blocks. */
final class DeliveryWatch {
    /** The answer changes twice a second. */
    private static final Duration PERIOD = Duration.ofMillis(250);

    /** Another node takes over within seconds what a lost one did. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

    private final NodeClient node;
    private final Consumer<Delivery> progress;

    DeliveryWatch(NodeClient node, Consumer<Delivery> progress) {
        this.node = node;
        this.progress = progress;
    }

    /** Returns how it ended, or that it is PARTIAL; throws {@link CommandFailure} when the node does not tell any more. */
    Delivery untilSettled(Delivery begun) throws Exception {
        Delivery delivery = begun;
        progress.accept(delivery);
        while (delivery.state() == Delivery.State.DELIVERING) {
            // The command's own thread: there is nothing else for it to do.
            Thread.sleep(PERIOD.toMillis());
            delivery = next(delivery);
            progress.accept(delivery);
        }
        return delivery;
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
            Thread.sleep(PERIOD.toMillis());
        }
    }

    private static CommandFailure lost(Delivery last, CommandFailure why) {
        return new CommandFailure(
                Commands.FAILED,
                why.getMessage() + "; delivery " + last.id()
                        + " goes on: the same command with another --node watches it");
    }
}
