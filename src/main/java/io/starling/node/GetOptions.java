package io.starling.node;

import io.starling.torrent.PriorityGlobs;
import java.time.Duration;
import java.util.List;

/**
 * How a file is fetched.
 *
 * @param peers {@code host:port} of peers to connect to besides those that the tracker names
 * @param files globs of the files that are wanted: of their paths, or of their names if without a slash; all when empty
 * @param priorities which of them come first, and which last
 * @param timeout how long an unreachable tracker is asked again
 */
public record GetOptions(List<String> peers, List<String> files, PriorityGlobs priorities, Duration timeout) {
    public static final GetOptions DEFAULT = new GetOptions(List.of(), List.of(), Duration.ofDays(1));

    /** Files in no order. */
    public GetOptions(List<String> peers, List<String> files, Duration timeout) {
        this(peers, files, PriorityGlobs.NONE, timeout);
    }

    public GetOptions {
        peers = List.copyOf(peers);
        files = List.copyOf(files);
    }
}
