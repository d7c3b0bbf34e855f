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

    /** @param announce by which stock clients find it */
    static SwarmSnapshot of(CatalogueEntry entry, Optional<TrackedSwarm> swarm, List<String> announce) {
        List<Member> shown = swarm.map(all -> all.first(SwarmView.MAX_PEERS)).orElse(List.of());
        return new SwarmSnapshot(
                entry.infoHash(),
                entry.name(),
                entry.length(),
                entry.pieces(),
                swarm.map(TrackedSwarm::members).orElse(0),
                swarm.map(TrackedSwarm::seeds).orElse(0),
                shown.stream().map(member -> member(entry, member)).toList(),
                swarm.map(all -> all.availability().means()).orElse(List.of()),
                links(shown),
                announce);
    }

    private static SwarmSnapshot.Member member(CatalogueEntry entry, Member member) {
        boolean isShown =
                !member.isComplete() && member.tellsPieces() && entry.pieces() <= SwarmSnapshot.MAX_SHOWN_PIECES;
        Report report = member.report();
        return new SwarmSnapshot.Member(
                member.name(),
                member.host(),
                member.port(),
                report.status(),
                member.have(entry.length()),
                isShown ? member.bitfield() : null,
                report.uploaded(),
                report.downloaded(),
                report.upRate(),
                report.downRate());
    }

    private record Ends(String from, String to) {}

    /** Both ends report a flow; the higher rate is the newer one more often than not, and it is one flow. */
    private static List<TrackerRequest.Link> links(List<Member> shown) {
        Map<Ends, TrackerRequest.Link> links = new LinkedHashMap<>();
        for (Member member : shown) {
            for (TrackerRequest.Link link : member.report().links()) {
                links.merge(new Ends(link.from(), link.to()), link, (a, b) -> a.rate() >= b.rate() ? a : b);
            }
        }
        return links.values().stream().limit(MAX_LINKS).toList();
    }
}
