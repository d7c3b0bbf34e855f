package io.starling.node;

import java.time.Duration;
import java.util.List;

/**
 * How a file is fetched.
 *
 * @param peers {@code host:port} of peers to connect to besides those that the tracker names
 * @param timeout how long an unreachable tracker is asked again
 */
public record GetOptions(List<String> peers, Duration timeout) {
    public static final GetOptions DEFAULT = new GetOptions(List.of(), Duration.ofDays(1));

    public GetOptions {
        peers = List.copyOf(peers);
    }
}
