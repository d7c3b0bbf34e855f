package io.starling.peer;

import io.vertx.core.Future;
import io.vertx.core.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * In which way an address is dialled, when both would do: as it worked last time; otherwise plain, and, when the remote
 * hangs up on that, once more encrypted. Owned by the peer's context.
 */
final class DialWays {
    enum Way {
        PLAIN,
        ENCRYPTED
    }

    /** As many addresses as a swarm knows; beyond it, the one that was dialled longest ago is forgotten. */
    static final int MAX_KNOWN = PeerTable.MAX_KNOWN;

    private final Encryption encryption;
    private final Map<SocketAddress, Way> worked = new LinkedHashMap<>();

    DialWays(Encryption encryption) {
        this.encryption = encryption;
    }

    /** @param attempt dials in the way that it is given; fails with {@link HungUpException} when the remote hangs up */
    <T> Future<T> dial(SocketAddress address, Function<Way, Future<T>> attempt) {
        return switch (encryption) {
            case OFF -> attempt.apply(Way.PLAIN);
            case REQUIRE -> attempt.apply(Way.ENCRYPTED);
            case ALLOW -> dialEither(address, way -> attempt.apply(way).onSuccess(met -> remember(address, way)));
        };
    }

    /** What worked is forgotten until it works again, so that a remote which changed is tried in both ways next time. */
    private <T> Future<T> dialEither(SocketAddress address, Function<Way, Future<T>> attempt) {
        Way known = worked.remove(address);
        return known != null
                ? attempt.apply(known)
                : attempt.apply(Way.PLAIN)
                        .recover(failure -> failure instanceof HungUpException
                                ? attempt.apply(Way.ENCRYPTED)
                                : Future.failedFuture(failure));
    }

    private void remember(SocketAddress address, Way way) {
        worked.put(address, way);
        if (worked.size() > MAX_KNOWN) {
            worked.remove(worked.keySet().iterator().next());
        }
    }
}
