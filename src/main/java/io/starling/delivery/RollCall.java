package io.starling.delivery;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.Supplier;

/**
 * The peers of all nodes of the cluster, as far as they answered.
 *
 * @param isComplete whether every node did: otherwise there may be more peers
 */
public record RollCall(List<String> peers, boolean isComplete) {
    /** Before anybody has been asked. */
    static final RollCall NOT_HELD = new RollCall(List.of(), false);

    public RollCall {
        peers = List.copyOf(peers);
    }

    /** Holds one; its futures do not fail. */
    public interface Caller extends Supplier<Future<RollCall>> {}
}
