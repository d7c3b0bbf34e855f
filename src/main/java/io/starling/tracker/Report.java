package io.starling.tracker;

import io.starling.bus.TrackerRequest;
import io.starling.torrent.TransferStatus;
import java.util.List;

/**
 * How a member of a swarm says that it fares. None of it is checked, and nothing depends on it.
 *
 * @param uploaded bytes
 * @param downloaded bytes
 * @param upRate bytes per second
 * @param downRate bytes per second
 * @param links who sends to it
 */
record Report(
        TransferStatus status,
        long uploaded,
        long downloaded,
        long upRate,
        long downRate,
        List<TrackerRequest.Link> links) {
    /** Of one that has just joined, or does not tell more. */
    static Report of(TransferStatus status, long uploaded, long downloaded) {
        return new Report(status, uploaded, downloaded, 0, 0, List.of());
    }

    /** @param links those of the update, or those of before when there is no room for them */
    static Report of(TrackerRequest.Update update, List<TrackerRequest.Link> links) {
        return new Report(
                update.status(), update.uploaded(), update.downloaded(), update.upRate(), update.downRate(), links);
    }

    /** The same, with another status. */
    Report with(TransferStatus other) {
        return new Report(other, uploaded, downloaded, upRate, downRate, links);
    }
}
