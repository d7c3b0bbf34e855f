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
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The tracker node: it loads the catalogue from {@code <dataDir>/catalogue}, and answers at its doors: on the event bus, on
 * its server socket, and to stock clients by HTTP. One per event bus: a second one would take every other request.
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
    private @Nullable HttpDoor httpDoor;

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
        LongSupplier clockMillis = () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        Swarms swarms = new Swarms(new Random());
        SwarmRegistry registry = new SwarmRegistry(
                swarms, UUID.randomUUID().toString(), options.getHeartbeatMillis(), clockMillis, events);
        StockClients clients = new StockClients(swarms, clockMillis, events);
        TrackerLogic logic = new TrackerLogic(catalogue, registry, swarms, events);
        TcpDoor tcp = new TcpDoor(vertx, logic, options, limits);
        AnnounceLogic announces = new AnnounceLogic(catalogue, swarms, clients, options.isOpen());
        HttpDoor http = new HttpDoor(vertx, announces, options, HttpDoor.Limits.DEFAULT);
        return catalogue
                .load()
                .onSuccess(damaged -> damaged.forEach(text -> events.say(LogEvent.Level.WARNING, null, text)))
                .compose(unused -> tcp.listen())
                .onSuccess(unused -> tcpDoor = tcp)
                .compose(unused -> http.listen())
                .onSuccess(unused -> httpDoor = http)
                .compose(unused -> BusDoor.open(vertx, logic))
                .onSuccess(opened -> {
                    busDoor = opened;
                    startTimers(
                            () -> publishSnapshots(catalogue, swarms),
                            events,
                            List.of(registry::expire, clients::expire));
                })
                .recover(cause -> stop().transform(unused -> Future.failedFuture(cause)));
    }

    /** Timers of a verticle end with it. */
    private void startTimers(Runnable publishSnapshots, EventPublisher events, List<Runnable> expiries) {
        vertx.setPeriodic(SNAPSHOT_INTERVAL.toMillis(), unused -> publishSnapshots.run());
        vertx.setPeriodic(TimeUnit.SECONDS.toMillis(1), unused -> events.nextTurn());
        long interval = Math.max(1, options.getHeartbeatMillis() / 4);
        new Expiry(expiries, interval).start();
    }

    private void publishSnapshots(Catalogue catalogue, Swarms swarms) {
        for (InfoHash infoHash : swarms.takeChanged(MAX_SNAPSHOTS_PER_INTERVAL)) {
            catalogue
                    .get(infoHash)
                    .map(entry -> Snapshots.of(entry, swarms.get(infoHash)))
                    .ifPresent(
                            snapshot -> vertx.eventBus().publish(Addresses.swarm(infoHash), BusJson.write(snapshot)));
        }
    }

    /**
     * Ends leases, unless this machine itself was held up: then nobody was heard for that long, and the heartbeats that
     * wait are read first.
     */
    private final class Expiry {
        private final List<Runnable> expiries;
        private final long intervalMillis;
        private long lastNanos = System.nanoTime();

        Expiry(List<Runnable> expiries, long intervalMillis) {
            this.expiries = expiries;
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
                expiries.forEach(Runnable::run);
            }
        }
    }

    /** Where the server socket listens, {@code host:port} with the real port; once started. */
    public String address() {
        return options.address(port());
    }

    /** The port of the server socket; once started. */
    public int port() {
        return started(tcpDoor).port();
    }

    /** Where stock clients announce by HTTP, {@code host:port} with the real port; once started. */
    public String httpAddress() {
        return options.address(started(httpDoor).port());
    }

    private static <T> T started(@Nullable T door) {
        if (door == null) {
            throw new IllegalStateException("the tracker is not started");
        }
        return door;
    }

    @Override
    public Future<?> stop() {
        Future<Void> busClosed = busDoor == null ? Future.succeededFuture() : busDoor.close();
        return busClosed
                .eventually(() -> httpDoor == null ? Future.succeededFuture() : httpDoor.close())
                .eventually(() -> tcpDoor == null ? Future.succeededFuture() : tcpDoor.close())
                .eventually(() -> files == null ? Future.succeededFuture() : files.close());
    }
}
