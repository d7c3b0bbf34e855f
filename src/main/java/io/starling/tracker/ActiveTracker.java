package io.starling.tracker;

import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.torrent.InfoHash;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One life of a tracker that answers, from when it takes the event bus address to when it lets go of it: an epoch. It begins
 * with the catalogue and knows nobody; who asks with an earlier epoch is told to join again. Owned by the tracker's context.
 */
final class ActiveTracker {
    private static final Duration SNAPSHOT_INTERVAL = Duration.ofMillis(250);

    /** Swarms that are shown in one interval; with more of them each is shown less often. */
    private static final int MAX_SNAPSHOTS_PER_INTERVAL = 50;

    private final Vertx vertx;
    private final Catalogue catalogue;
    private final AnnounceUrls announce;
    private final Swarms swarms = new Swarms(new Random());
    private final TrackerLogic requests;
    private final AnnounceLogic announces;
    private final TrackerMeters meters;
    private final Expiry expiry;
    private final List<Long> timers = new ArrayList<>();
    private @Nullable BusDoor busDoor;

    ActiveTracker(
            Vertx vertx,
            Catalogue catalogue,
            Publications publications,
            TrackerLog log,
            TrackerOptions options,
            AnnounceUrls announce,
            TrackerMeters meters) {
        this.vertx = vertx;
        this.catalogue = catalogue;
        this.announce = announce;
        this.meters = meters;
        LongSupplier clockMillis = () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        SwarmRegistry registry =
                new SwarmRegistry(swarms, UUID.randomUUID().toString(), options.getHeartbeatMillis(), clockMillis, log);
        StockClients clients = new StockClients(swarms, clockMillis, log);
        requests = new TrackerLogic(catalogue, publications, registry, swarms, announce, log);
        announces = new AnnounceLogic(catalogue, swarms, clients, options.isOpen());
        Runnable measure = () -> meters.knows(new Totals(
                catalogue.size(), swarms.count(), swarms.members(), swarms.seeds(), registry.peers(), clients.count()));
        expiry = new Expiry(
                List.of(registry::expire, clients::expire, measure), Math.max(1, options.getHeartbeatMillis() / 4));
    }

    Requests requests() {
        return requests;
    }

    Announces announces() {
        return announces;
    }

    /** Takes the event bus address: from now on it is asked. */
    Future<Void> open() {
        return BusDoor.open(vertx, new MeteredRequests(TrackerMeters.BUS, requests, meters))
                .onSuccess(opened -> {
                    busDoor = opened;
                    timers.add(vertx.setPeriodic(SNAPSHOT_INTERVAL.toMillis(), unused -> publishSnapshots()));
                    timers.add(expiry.start(vertx));
                })
                .mapEmpty();
    }

    private void publishSnapshots() {
        for (InfoHash infoHash : swarms.takeChanged(MAX_SNAPSHOTS_PER_INTERVAL)) {
            catalogue
                    .get(infoHash)
                    .map(entry -> Snapshots.of(entry, swarms.get(infoHash), announce.of(entry, Caller.EVENT_BUS)))
                    .ifPresent(
                            snapshot -> vertx.eventBus().publish(Addresses.swarm(infoHash), BusJson.write(snapshot)));
        }
    }

    /** Lets go of the event bus address; nothing is asked of it any more when this is done. */
    Future<Void> close() {
        timers.forEach(vertx::cancelTimer);
        timers.clear();
        meters.knows(Totals.NONE);
        return busDoor == null ? Future.succeededFuture() : busDoor.close();
    }
}
