package io.starling.announce;

import io.starling.bus.TrackerRequest;
import java.time.Duration;

/**
 * How long a client waits for one tracker. It answers most within milliseconds, from memory; but publishing hashes and syncs
 * up to 10 MB, perhaps on a busy disk, and finding reads as much.
 *
 * @param memory for the reply to what the tracker answers from memory
 * @param disk for the reply to what has to do with a .torrent
 * @param longestBackOff between two attempts to connect, while requests wait
 */
record TrackerPatience(Duration memory, Duration disk, Duration longestBackOff) {
    /** Whoever waits longer than this waits for nobody. */
    private static final Duration LONG = Duration.ofSeconds(10);

    /** With half a heartbeat between attempts: a tracker that came back is to know its peers again within one. */
    static final TrackerPatience WITH_THE_ONLY_ONE = new TrackerPatience(LONG, LONG, Duration.ofSeconds(1));

    /** Where another one takes over: a peer is to be known to that one soon, however many are gone that it asks first. */
    static final TrackerPatience WITH_ONE_OF_SEVERAL =
            new TrackerPatience(Duration.ofSeconds(2), LONG, Duration.ofMillis(200));

    Duration of(TrackerRequest request) {
        boolean isOfTorrent = request instanceof TrackerRequest.Publish || request instanceof TrackerRequest.Find;
        return isOfTorrent ? disk : memory;
    }
}
