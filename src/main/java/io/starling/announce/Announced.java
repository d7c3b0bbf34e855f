package io.starling.announce;

import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * What a tracker that a torrent names has answered to an announce, as far as it is believed.
 *
 * @param interval after which it wants to hear from us again; {@link #SHORTEST} to {@link #LONGEST}, whatever it says
 * @param peers where others can be dialled, at most {@link TrackerPeers#MAX_PEERS}
 */
record Announced(Duration interval, List<SocketAddress> peers) {
    /** A tracker that wants more is broken, or would have us be part of a flood. */
    static final Duration SHORTEST = Duration.ofSeconds(30);

    /** One that wants less forgets us meanwhile, and would never be asked again. */
    static final Duration LONGEST = Duration.ofHours(2);

    Announced {
        peers = List.copyOf(peers);
    }

    static Announced of(long intervalSeconds, TrackerPeers peers) {
        long seconds = Math.max(SHORTEST.toSeconds(), Math.min(intervalSeconds, LONGEST.toSeconds()));
        return new Announced(Duration.ofSeconds(seconds), peers.toList());
    }
}
