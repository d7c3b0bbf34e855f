package io.starling.tracker;

import io.starling.bus.SwarmSnapshot;
import io.starling.bus.SwarmView;
import io.starling.bus.TrackerRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the page is shown of a swarm. */
final class Snapshots {
    /** Each of the peers that are shown receives from a few at a time; more lines than this nobody can read. */
    private static final int MAX_LINKS = 1_000;

    private Snapshots() {}

    static SwarmSnapshot of(CatalogueEntry entry, Optional<TrackedSwarm> swarm) {
        List<Member> shown = swarm.map(all -> all.first(SwarmView.MAX_PEERS)).orElse(List.of());
        return new SwarmSnapshot(
                entry.infoHash(),
                entry.name(),
                entry.length(),
                entry.pieces(),
                swarm.map(TrackedSwarm::members).orElse(0),
                swarm.map(TrackedSwarm::seeds).orElse(0),
                shown.stream().map(Snapshots::member).toList(),
                swarm.map(all -> all.availability().means()).orElse(List.of()),
                links(shown));
    }

    private static SwarmSnapshot.Member member(Member member) {
        boolean isShown = !member.isComplete() && member.pieces().pieces() <= SwarmSnapshot.MAX_SHOWN_PIECES;
        return new SwarmSnapshot.Member(
                member.peer.name(),
                member.peer.host(),
                member.peer.port(),
                member.status(),
                member.have(),
                isShown ? member.pieces().toBitfield() : null,
                member.uploaded(),
                member.downloaded(),
                member.upRate(),
                member.downRate());
    }

    private record Ends(String from, String to) {}

    /** Both ends report a flow; the higher rate is the newer one more often than not, and it is one flow. */
    private static List<TrackerRequest.Link> links(List<Member> shown) {
        Map<Ends, TrackerRequest.Link> links = new LinkedHashMap<>();
        for (Member member : shown) {
            for (TrackerRequest.Link link : member.links()) {
                links.merge(new Ends(link.from(), link.to()), link, (a, b) -> a.rate() >= b.rate() ? a : b);
            }
        }
        return links.values().stream().limit(MAX_LINKS).toList();
    }
}
