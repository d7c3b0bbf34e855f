package io.starling.torrent;

import io.starling.bencode.BValue;
import io.starling.bencode.BValue.BBytes;
import io.starling.bencode.BValue.BDict;
import io.starling.bencode.BValue.BList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the trackers of a .torrent file: tiers of URLs (BEP 12), or the one of BEP 3. A torrent is no worse for a bad
 * tracker, and files in the wild have many, so what cannot be a URL is passed over: empty strings, numbers, a flat list
 * (each of its URLs is a tier then).
 */
final class AnnounceTiers {
    /** More trackers than anyone means to use: a hostile torrent must not have us announce to the whole Internet. */
    static final int MAX_TRACKERS = 100;

    /** What HTTP servers take as a request line, more or less. */
    static final int MAX_URL_CHARS = 2_048;

    private final Set<String> seen = new HashSet<>();
    private final List<List<String>> tiers = new ArrayList<>();

    private AnnounceTiers() {}

    /** The tiers of {@code announce-list}, or one of {@code announce} alone when that says nothing (BEP 12). */
    static List<List<String>> of(BDict torrent) {
        AnnounceTiers announce = new AnnounceTiers();
        torrent.list("announce-list").orElse(List.of()).forEach(announce::addTier);
        if (announce.tiers.isEmpty()) {
            torrent.get("announce").ifPresent(announce::addTier);
        }
        return announce.tiers;
    }

    static boolean isUrl(String text) {
        return !text.isEmpty() && text.length() <= MAX_URL_CHARS && text.chars().allMatch(c -> c > ' ' && c != 0x7F);
    }

    private void addTier(BValue value) {
        List<BValue> urls = value instanceof BList list ? list.values() : List.of(value);
        List<String> tier = new ArrayList<>();
        for (BValue url : urls) {
            url(url).filter(this::isNew).ifPresent(tier::add);
        }
        if (!tier.isEmpty()) {
            tiers.add(tier);
        }
    }

    private static Optional<String> url(BValue value) {
        return value instanceof BBytes string ? string.bytes().utf8().filter(AnnounceTiers::isUrl) : Optional.empty();
    }

    private boolean isNew(String url) {
        return seen.size() < MAX_TRACKERS && seen.add(url);
    }
}
