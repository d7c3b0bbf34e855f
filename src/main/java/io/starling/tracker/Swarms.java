package io.starling.tracker;

import io.starling.torrent.InfoHash;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Who is in which swarm, registered peers and stock clients alike: a swarm is here as long as somebody is in it. Nothing of
 * it is kept over a restart. Owned by the tracker's context.
 */
final class Swarms {
    private final Random random;
    private final Map<InfoHash, TrackedSwarm> swarms = new HashMap<>();

    /** Of published swarms in which nobody is now; others are forgotten, since strangers may make up any number of them. */
    private final Map<InfoHash, Integer> completions = new HashMap<>();

    /** Published swarms only, likewise. */
    private final Set<InfoHash> changed = new LinkedHashSet<>();

    Swarms(Random random) {
        this.random = random;
    }

    /** The swarm, unless nobody is in it. */
    Optional<TrackedSwarm> get(InfoHash infoHash) {
        return Optional.ofNullable(swarms.get(infoHash));
    }

    /** The swarm of a torrent of so many pieces, for somebody who enters it at once. */
    TrackedSwarm ofPublished(InfoHash infoHash, int pieces) {
        TrackedSwarm swarm = ofAny(infoHash);
        if (!swarm.isPublished()) {
            Integer before = completions.remove(infoHash);
            swarm.publish(pieces, before == null ? 0 : before);
        }
        return swarm;
    }

    /** The swarm of a torrent that need not be published, for somebody who enters it at once. */
    TrackedSwarm ofAny(InfoHash infoHash) {
        return swarms.computeIfAbsent(infoHash, unused -> new TrackedSwarm(infoHash, random));
    }

    /** How many swarms have somebody in them. */
    int count() {
        return swarms.size();
    }

    /** How many are in them, one in two of them counted twice. */
    int members() {
        return swarms.values().stream().mapToInt(TrackedSwarm::members).sum();
    }

    /** How many of those have everything. */
    int seeds() {
        return swarms.values().stream().mapToInt(TrackedSwarm::seeds).sum();
    }

    /** How many ever got all of a torrent, as far as it was seen. */
    int completions(InfoHash infoHash) {
        TrackedSwarm swarm = swarms.get(infoHash);
        return swarm == null ? completions.getOrDefault(infoHash, 0) : swarm.completions();
    }

    void leave(Member member) {
        TrackedSwarm swarm = member.swarm;
        swarm.leave(member);
        if (swarm.members() == 0) {
            swarms.remove(swarm.infoHash);
            if (swarm.isPublished() && swarm.completions() > 0) {
                completions.put(swarm.infoHash, swarm.completions());
            }
        }
        changed(swarm);
    }

    /** Somebody came, went or changed. */
    void changed(TrackedSwarm swarm) {
        if (swarm.isPublished()) {
            changed.add(swarm.infoHash);
        }
    }

    /** At most {@code max} of the swarms that changed since they were last taken here, the longest changed first. */
    List<InfoHash> takeChanged(int max) {
        List<InfoHash> taken = changed.stream().limit(max).toList();
        taken.forEach(changed::remove);
        return taken;
    }
}
