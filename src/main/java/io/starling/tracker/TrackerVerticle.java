package io.starling.tracker;

import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.bus.LogEvent;
import io.starling.torrent.InfoHash;
import io.starling.torrent.Metainfo;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The tracker node: it loads the catalogue from {@code <dataDir>/catalogue}, and answers at its doors, on the event bus
 * and on its server socket. One per event bus: a second one would take every other request.
 */
public final class TrackerVerticle extends VerticleBase {
    /** One for what is written, in order; one that reads meanwhile. */
    private static final int FILE_THREADS = 2;

    private static final Duration SNAPSHOT_INTERVAL = Duration.ofMillis(250);

    /** Swarms that are shown in one interval; with more of them each is shown less often. */
    private static final int MAX_SNAPSHOTS_PER_INTERVAL = 50;

    private final TrackerOptions options;
    private final Path dataDir;
    private final DoorLimits limits;

    private @Nullable WorkerExecutor files;
    private @Nullable BusDoor busDoor;
    private @Nullable TcpDoor tcpDoor;

    /** @param dataDir where the catalogue is kept; made when it is not there */
    public TrackerVerticle(TrackerOptions options, Path dataDir) {
        this(options, dataDir, DoorLimits.DEFAULT);
    }

    TrackerVerticle(TrackerOptions options, Path dataDir, DoorLimits limits) {
        this.options = new TrackerOptions(options);
        this.dataDir = dataDir;
        this.limits = limits;
    }

    /** Fails with a {@link java.net.BindException} that names the address when it cannot be listened on. */
    @Override
    public Future<?> start() {
        EventPublisher events = new EventPublisher(vertx.eventBus());
        WorkerExecutor pool = vertx.createSharedWorkerExecutor("starling-tracker-files", FILE_THREADS);
        files = pool;
        Catalogue catalogue = new Catalogue(pool, dataDir.resolve("catalogue"), Metainfo::parse);
        SwarmRegistry registry = new SwarmRegistry(
                UUID.randomUUID().toString(),
                options.getHeartbeatMillis(),
                () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()),
                new Random(),
                events);
        TrackerLogic logic = new TrackerLogic(catalogue, registry, events);
        TcpDoor door = new TcpDoor(vertx, logic, options, limits);
        return catalogue
                .load()
                .onSuccess(damaged -> damaged.forEach(text -> events.say(LogEvent.Level.WARNING, null, text)))
                .compose(unused -> door.listen())
                .onSuccess(unused -> tcpDoor = door)
                .compose(unused -> BusDoor.open(vertx, logic))
                .onSuccess(opened -> {
                    busDoor = opened;
                    startTimers(catalogue, registry, events);
                })
                .recover(cause -> stop().transform(unused -> Future.failedFuture(cause)));
    }

    /** Timers of a verticle end with it. */
    private void startTimers(Catalogue catalogue, SwarmRegistry registry, EventPublisher events) {
        vertx.setPeriodic(SNAPSHOT_INTERVAL.toMillis(), unused -> publishSnapshots(catalogue, registry));
        vertx.setPeriodic(TimeUnit.SECONDS.toMillis(1), unused -> events.nextTurn());
        long interval = Math.max(1, options.getHeartbeatMillis() / 4);
        new Expiry(registry, interval).start();
    }

    private void publishSnapshots(Catalogue catalogue, SwarmRegistry registry) {
        for (InfoHash infoHash : registry.takeChanged(MAX_SNAPSHOTS_PER_INTERVAL)) {
            catalogue
                    .get(infoHash)
                    .map(entry -> Snapshots.of(entry, registry.swarm(infoHash)))
                    .ifPresent(
                            snapshot -> vertx.eventBus().publish(Addresses.swarm(infoHash), BusJson.write(snapshot)));
        }
    }

    /**
     * Ends leases, unless this machine itself was held up: then nobody was heard for that long, and the heartbeats that
     * wait are read first.
     */
    private final class Expiry {
        private final SwarmRegistry registry;
        private final long intervalMillis;
        private long lastNanos = System.nanoTime();

        Expiry(SwarmRegistry registry, long intervalMillis) {
            this.registry = registry;
            this.intervalMillis = intervalMillis;
        }

        void start() {
            vertx.setPeriodic(intervalMillis, unused -> tick());
        }

        private void tick() {
            long now = System.nanoTime();
            boolean wasHeldUp = TimeUnit.NANOSECONDS.toMillis(now - lastNanos) > 2 * intervalMillis + 1_000;
            lastNanos = now;
            if (!wasHeldUp) {
                registry.expire();
            }
        }
    }

    /** Where the server socket listens, {@code host:port} with the real port; once started. */
    public String address() {
        return door().address(port());
    }

    /** The port of the server socket; once started. */
    public int port() {
        return door().port();
    }

    private TcpDoor door() {
        if (tcpDoor == null) {
            throw new IllegalStateException("the tracker is not started");
        }
        return tcpDoor;
    }

    @Override
    public Future<?> stop() {
        Future<Void> busClosed = busDoor == null ? Future.succeededFuture() : busDoor.close();
        return busClosed
                .eventually(() -> tcpDoor == null ? Future.succeededFuture() : tcpDoor.close())
                .eventually(() -> files == null ? Future.succeededFuture() : files.close());
    }
}
