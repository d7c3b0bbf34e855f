package io.starling.announce;

import io.starling.torrent.InfoHash;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** How the swarms stand that a client asked for (BEP 48), by info-hash in ascending order; unknown ones are left out. */
public record ScrapeReply(SortedMap<InfoHash, Counts> swarms) {
    /** That one may ask for: as many as fit a packet by UDP (BEP 15), and nearly as many as fit a request line. */
    public static final int MAX_INFO_HASHES = 74;

    public ScrapeReply {
        swarms = Collections.unmodifiableSortedMap(new TreeMap<>(swarms));
    }

    /**
     * @param complete how many have everything
     * @param downloaded how many ever completed, as far as the tracker has seen it
     * @param incomplete how many have not everything
     */
    public record Counts(int complete, int downloaded, int incomplete) {}
}
