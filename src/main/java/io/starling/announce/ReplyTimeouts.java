package io.starling.announce;

import io.starling.bus.TrackerRequest;
import java.time.Duration;

/**
 * How long a request waits for its reply. A tracker answers most within milliseconds, from memory; but publishing hashes and
 * syncs up to 10 MB, perhaps on a busy disk, and finding reads as much.
 *
 * @param memory for what the tracker answers from memory
 * @param disk for what has to do with a .torrent
 */
record ReplyTimeouts(Duration memory, Duration disk) {
    private static final Duration LONG = Duration.ofSeconds(10);

    /** Whoever waits longer than this waits for nobody. */
    static final ReplyTimeouts OF_THE_ONLY_TRACKER = new ReplyTimeouts(LONG, LONG);

    /** Where another tracker takes over from one that is gone: a peer is known to the new one so soon. */
    static final ReplyTimeouts OF_ONE_OF_SEVERAL = new ReplyTimeouts(Duration.ofSeconds(2), LONG);

    Duration of(TrackerRequest request) {
        boolean isOfTorrent = request instanceof TrackerRequest.Publish || request instanceof TrackerRequest.Find;
        return isOfTorrent ? disk : memory;
    }
}
