package io.starling.announce;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * In which order the trackers of a torrent are asked (BEP 12): tier by tier, those of a tier shuffled once, and whoever
 * answered first among them from then on.
 */
final class TrackerTiers {
    private final List<List<String>> tiers = new ArrayList<>();

    TrackerTiers(List<List<String>> announce, Random random) {
        for (List<String> tier : announce) {
            List<String> shuffled = new ArrayList<>(tier);
            Collections.shuffle(shuffled, random);
            tiers.add(shuffled);
        }
    }

    /** All of them, the one to be asked first at the beginning. */
    List<String> inOrder() {
        return tiers.stream().flatMap(List::stream).toList();
    }

    void answered(String url) {
        for (List<String> tier : tiers) {
            if (tier.remove(url)) {
                tier.add(0, url);
            }
        }
    }
}
