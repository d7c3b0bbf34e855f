package io.starling.delivery;

import io.starling.bus.BusException;
import io.starling.bus.BusJson;
import io.starling.bus.Delivery;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.AsyncMap;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All deliveries, as this node knows them and as the nodes of the cluster remember them together: in a map, by id, each as
 * JSON. What is known here is written there whenever more than its progress changes; what was written is read again now and
 * then, as halves of a cluster may have met, of which each had deliveries of its own. Owned by the {@link Coordinator}.
 */
final class Board {
    private static final Logger LOG = LoggerFactory.getLogger(Board.class);

    /** Each peer of each is looked at twice a second. */
    static final int MAX_UNDER_WAY = 1_000;

    /** To look up how it ended. */
    static final int MAX_ENDED = 100;

    private static final Comparator<Delivery> NEWEST_FIRST =
            Comparator.comparing(Delivery::createdAt).reversed().thenComparing(Delivery::id);

    private final Future<AsyncMap<String, String>> map;
    private final Map<String, Delivery> known = new HashMap<>();

    /** What the map is believed to have, without progress. */
    private final Map<String, Delivery> written = new HashMap<>();

    /** At most one write of each that somebody began, so that the last one stays. */
    private final Map<String, Future<Void>> writing = new HashMap<>();

    Board(Future<AsyncMap<String, String>> map) {
        this.map = map;
    }

    /** Newest first. */
    List<Delivery> all() {
        return known.values().stream().sorted(NEWEST_FIRST).toList();
    }

    Optional<Delivery> find(String id) {
        return Optional.ofNullable(known.get(id));
    }

    /** Completes when the cluster has it; fails with 413 when there are too many, and when it cannot be written. */
    Future<Delivery> add(Delivery delivery) {
        long underWay =
                known.values().stream().filter(each -> !each.state().isEnd()).count();
        if (underWay >= MAX_UNDER_WAY) {
            return Future.failedFuture(new BusException(
                    BusException.TOO_LARGE,
                    underWay + " deliveries go on (expected: at most " + MAX_UNDER_WAY + "; some can be cancelled)"));
        }
        return write(delivery).map(unused -> {
            known.putIfAbsent(delivery.id(), delivery);
            forgetTheOldest();
            return delivery;
        });
    }

    /** As it stands now: written at once if there is something to be remembered, or later by {@link #writeAgain}. */
    void put(Delivery delivery) {
        known.put(delivery.id(), delivery);
        writeIfNew(delivery);
    }

    /** As it stands now; completes when the cluster has it. */
    Future<Void> save(Delivery delivery) {
        known.put(delivery.id(), delivery);
        return writing.getOrDefault(delivery.id(), Future.succeededFuture())
                .otherwiseEmpty()
                .compose(unused -> write(delivery));
    }

    private void writeIfNew(Delivery delivery) {
        boolean isWritten = delivery.withoutProgress().equals(written.get(delivery.id()));
        if (!isWritten && !writing.containsKey(delivery.id())) {
            write(delivery).onFailure(cause -> LOG.debug("{}: not written yet", delivery.id(), cause));
        }
    }

    private Future<Void> write(Delivery delivery) {
        String id = delivery.id();
        Future<Void> done = map.compose(
                        open -> open.put(id, BusJson.write(delivery).encode()))
                .onSuccess(unused -> written.put(id, delivery.withoutProgress()));
        writing.put(id, done);
        return done.onComplete(unused -> writing.remove(id, done));
    }

    /** Takes over what others have written, and writes what they lack. */
    Future<Void> refresh() {
        return map.compose(AsyncMap::entries).map(entries -> {
            written.clear();
            entries.values().forEach(json -> parse(json).ifPresent(this::meet));
            forgetTheOldest();
            writeAgain();
            return null;
        });
    }

    /** What could not be written, or has got lost. */
    void writeAgain() {
        known.values().forEach(this::writeIfNew);
    }

    private static Optional<Delivery> parse(String json) {
        try {
            return Optional.of(BusJson.read(new JsonObject(json), Delivery.class));
        } catch (DecodeException | BusException e) {
            LOG.warn("a delivery that cannot be read is left alone: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** Of two accounts of one delivery ours is the newer one; but what was called off anywhere is called off. */
    private void meet(Delivery theirs) {
        written.put(theirs.id(), theirs.withoutProgress());
        Delivery ours = known.putIfAbsent(theirs.id(), theirs);
        if (ours != null && !ours.state().isEnd() && theirs.state() == Delivery.State.CANCELLED) {
            known.put(ours.id(), ours.with(ours.targets(), Delivery.State.CANCELLED, theirs.since()));
        }
    }

    private void forgetTheOldest() {
        all().stream().filter(each -> each.state().isEnd()).skip(MAX_ENDED).forEach(each -> {
            known.remove(each.id());
            written.remove(each.id());
            map.compose(open -> open.remove(each.id()))
                    .onFailure(cause -> LOG.debug("{}: not forgotten yet", each.id(), cause));
        });
    }
}
