package io.starling.dashboard;

import io.starling.bencode.ByteString;
import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.bus.LogEvent;
import io.starling.bus.SwarmSnapshot;
import io.starling.bus.TrackerRequest;
import io.starling.torrent.PieceSet;
import io.starling.torrent.TransferStatus;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** One file that a seed and some peers of this node seem to exchange: publishes what a real swarm would. */
final class FakeSwarm {
    private final Vertx vertx;
    private final int hash;
    private final String name;
    private final int pieces;
    private int events;
    private final Map<FakePeer, PieceSet> holdings = new LinkedHashMap<>();
    private final Map<FakePeer, List<Integer>> order = new LinkedHashMap<>();

    /** @param peers the first is the seed */
    FakeSwarm(Vertx vertx, int hash, String name, int pieces, List<FakePeer> peers) {
        this.vertx = vertx;
        this.hash = hash;
        this.name = name;
        this.pieces = pieces;
        Random random = new Random(hash);
        for (FakePeer peer : peers) {
            boolean isSeed = peer == peers.get(0);
            holdings.put(peer, isSeed ? PieceSet.all(pieces) : PieceSet.none(pieces));
            List<Integer> missing = new ArrayList<>(
                    IntStream.range(0, isSeed ? 0 : pieces).boxed().toList());
            Collections.shuffle(missing, random);
            order.put(peer, missing);
        }
    }

    /** Every peer gets up to so many pieces more, its own number of them. */
    void advance(int atMost) {
        int share = 0;
        for (FakePeer peer : holdings.keySet()) {
            List<Integer> missing = order.get(peer);
            int count = Math.min(missing.size(), atMost - atMost * share++ / (2 * holdings.size()));
            List<Integer> next = missing.subList(missing.size() - count, missing.size());
            next.forEach(holdings.get(peer)::add);
            next.clear();
        }
        publish();
    }

    /** The first has left. */
    FakeSwarm withoutSeed() {
        holdings.remove(holdings.keySet().iterator().next());
        return this;
    }

    void publish() {
        List<SwarmSnapshot.Member> members = new ArrayList<>();
        holdings.forEach((peer, have) -> {
            peer.publish(FakePeer.transfer(peer.id(), hash, name, pieces, have.count(), status(have)));
            members.add(member(peer.id(), 6881 + members.size(), have, status(have)));
        });
        List<Double> availability = IntStream.range(0, pieces)
                .mapToObj(piece -> (double) holdings.values().stream()
                        .filter(have -> have.contains(piece))
                        .count())
                .toList();
        int seeds =
                (int) holdings.values().stream().filter(PieceSet::isComplete).count();
        SwarmSnapshot swarm = new SwarmSnapshot(
                FakePeer.hash(hash),
                name,
                (long) pieces * FakePeer.PIECE_LENGTH,
                pieces,
                members.size(),
                seeds,
                members,
                availability,
                links(),
                List.of());
        vertx.eventBus().publish(Addresses.swarm(FakePeer.hash(hash)), BusJson.write(swarm));
    }

    /** Each gets from all that came before it, the most from the last of these. */
    private List<TrackerRequest.Link> links() {
        List<TrackerRequest.Link> links = new ArrayList<>();
        List<String> sources = new ArrayList<>();
        holdings.forEach((peer, have) -> {
            if (!have.isComplete()) {
                sources.forEach(source ->
                        links.add(new TrackerRequest.Link(source, peer.id(), 2_400_000L * (1 + links.size()))));
            }
            sources.add(peer.id());
        });
        return links;
    }

    void log(LogEvent.Level level, String source, String text) {
        LogEvent event = new LogEvent(
                Instant.parse("2026-01-01T12:00:00Z").plusSeconds(7 * ++events),
                level,
                source,
                FakePeer.hash(hash).hex(),
                text);
        vertx.eventBus().publish(Addresses.LOG, BusJson.write(event));
    }

    private static TransferStatus status(PieceSet have) {
        return have.isComplete() ? TransferStatus.DOWNLOADED : TransferStatus.DOWNLOADING;
    }

    private static SwarmSnapshot.Member member(String peer, int port, PieceSet have, TransferStatus status) {
        ByteString bitfield = have.isComplete() ? null : have.toBitfield();
        return new SwarmSnapshot.Member(peer, "127.0.0.1", port, status, have.count(), bitfield, 0, 0, 0, 0);
    }
}
