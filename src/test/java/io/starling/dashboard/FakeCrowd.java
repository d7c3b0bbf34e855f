package io.starling.dashboard;

import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.bus.SwarmSnapshot;
import io.starling.bus.TrackerRequest;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PieceSet;
import io.starling.torrent.TransferStatus;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** A swarm as the tracker would tell of it, made up: a seed and a crowd in which most send to some others. */
final class FakeCrowd {
    private static final InfoHash INFO_HASH = FakePeer.hash(0x5a);
    private static final long INTERVAL_MILLIS = 250;
    private static final int LINKS_PER_PEER = 12;
    private static final List<String> NAMES =
            List.of("seed", "ada", "bob", "cyd", "dee", "eve", "fay", "gus", "hal", "ivy", "jon", "kim");

    private final Vertx vertx;
    /** All that happens after the start happens on it. */
    private final Context context;

    private final int pieces;
    private final Random random = new Random(7);
    private final List<PieceSet> holdings = new ArrayList<>();

    /** The tracker of this Vert.x tells of the crowd whatever it is asked. */
    FakeCrowd(Vertx vertx, int peers, int pieces) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.pieces = pieces;
        holdings.add(PieceSet.all(pieces));
        for (int peer = 1; peer < peers; peer++) {
            PieceSet have = PieceSet.none(pieces);
            double part = 0.15 + 0.5 * peer / peers;
            IntStream.range(0, pieces)
                    .filter(piece -> random.nextDouble() < part)
                    .forEach(have::add);
            holdings.add(have);
        }
        context.runOnContext(start -> vertx.eventBus()
                .<JsonObject>consumer(Addresses.TRACKER, message -> message.reply(BusJson.write(snapshot()))));
    }

    /** What the address bar has after the page for the view of it. */
    static String place() {
        return "#/swarm/" + INFO_HASH.hex();
    }

    /** From now on every peer gets so many pieces a moment, those that it has already among them; the bus is told. */
    void go(int each) {
        context.runOnContext(start -> vertx.setPeriodic(INTERVAL_MILLIS, id -> advance(each)));
    }

    private void advance(int each) {
        for (PieceSet have : holdings) {
            random.ints(each, 0, pieces).forEach(have::add);
        }
        vertx.eventBus().publish(Addresses.swarm(INFO_HASH), BusJson.write(snapshot()));
    }

    private SwarmSnapshot snapshot() {
        List<TrackerRequest.Link> links = links();
        List<SwarmSnapshot.Member> members = IntStream.range(0, holdings.size())
                .mapToObj(peer -> member(peer, links))
                .toList();
        return new SwarmSnapshot(
                INFO_HASH,
                "debian-12.11.0-amd64-netinst.iso",
                (long) pieces * FakePeer.PIECE_LENGTH,
                pieces,
                holdings.size(),
                (int) holdings.stream().filter(PieceSet::isComplete).count(),
                members,
                availability(),
                links,
                List.of());
    }

    private List<TrackerRequest.Link> links() {
        int peers = holdings.size();
        int most = Math.min(LINKS_PER_PEER, peers / 2);
        return IntStream.range(0, peers)
                .boxed()
                .flatMap(from -> IntStream.rangeClosed(1, most)
                        .map(step -> (from + step * step) % peers)
                        .distinct()
                        .filter(to -> to != from && to != 0)
                        .mapToObj(to -> new TrackerRequest.Link(name(from), name(to), rate(from, to))))
                .toList();
    }

    /** Much the same from moment to moment, as it is measured over seconds; the seed sends most. */
    private long rate(int from, int to) {
        long steady = 40_000L * (1 + (from * 7 + to * 13) % 17);
        return (from == 0 ? 4 : 1) * steady + random.nextInt(20_000);
    }

    private SwarmSnapshot.Member member(int peer, List<TrackerRequest.Link> links) {
        PieceSet have = holdings.get(peer);
        String name = name(peer);
        return new SwarmSnapshot.Member(
                name,
                "127.0.0.1",
                6881 + peer,
                have.isComplete() ? TransferStatus.DOWNLOADED : TransferStatus.DOWNLOADING,
                have.count(),
                have.isComplete() ? null : have.toBitfield(),
                0,
                0,
                links.stream()
                        .filter(link -> link.from().equals(name))
                        .mapToLong(TrackerRequest.Link::rate)
                        .sum(),
                links.stream()
                        .filter(link -> link.to().equals(name))
                        .mapToLong(TrackerRequest.Link::rate)
                        .sum());
    }

    private List<Double> availability() {
        int buckets = Math.min(pieces, SwarmSnapshot.MAX_BUCKETS);
        return IntStream.range(0, buckets)
                .mapToObj(bucket -> IntStream.range(first(bucket, buckets), first(bucket + 1, buckets))
                        .mapToLong(piece -> holdings.stream()
                                .filter(have -> have.contains(piece))
                                .count())
                        .average()
                        .orElseThrow())
                .toList();
    }

    private int first(int bucket, int buckets) {
        return (int) (((long) bucket * pieces + buckets - 1) / buckets);
    }

    private static String name(int peer) {
        return peer < NAMES.size() ? NAMES.get(peer) : "node-" + peer;
    }
}
