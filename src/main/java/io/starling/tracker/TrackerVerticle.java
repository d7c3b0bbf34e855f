package io.starling.tracker;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.starling.bus.LogEvent;
import io.starling.torrent.Metainfo;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tracker: it loads the catalogue from {@code <dataDir>/catalogue}, and listens at its doors, on its server socket and to
 * stock clients by HTTP and UDP. It is active, which means that it answers there and on the event bus, or it stands by: of all that
 * share an event bus one is active, as a second one would take every other request. All of a cluster share the catalogue.
 */
public final class TrackerVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(TrackerVerticle.class);

    /** One for what is written, in order; one that reads meanwhile. */
    private static final int FILE_THREADS = 2;

    /** A new active tracker waits so long for what it does not know of the catalogue; peers wait for it meanwhile. */
    private static final Duration LONGEST_COMPARISON = Duration.ofMillis(500);

    /** What was lost on the bus is shared after so long at the latest; it costs some kB per hundred torrents. */
    private static final Duration COMPARISON_INTERVAL = Duration.ofSeconds(30);

    private final TrackerOptions options;
    private final Path dataDir;
    private final DoorLimits limits;
    private final boolean isAlone;
    private final Duty duty;

    private String publicHost = "";
    private MeterRegistry registry = new SimpleMeterRegistry();
    private @Nullable TrackerMeters meters;
    private @Nullable WorkerExecutor files;
    private @Nullable Catalogue catalogue;
    private @Nullable SharedCatalogue shared;
    private @Nullable EventPublisher events;
    private @Nullable TcpDoor tcpDoor;
    private @Nullable HttpDoor httpDoor;
    private @Nullable UdpDoor udpDoor;
    private @Nullable ActiveTracker active;

    /**
     * The only tracker of its event bus, active from its start.
     *
     * @param dataDir where the catalogue is kept; made when it is not there
     */
    public TrackerVerticle(TrackerOptions options, Path dataDir) {
        this(options, dataDir, DoorLimits.DEFAULT);
    }

    TrackerVerticle(TrackerOptions options, Path dataDir, DoorLimits limits) {
        this(options, dataDir, limits, true, () -> "it is being started or stopped");
    }

    private TrackerVerticle(
            TrackerOptions options, Path dataDir, DoorLimits limits, boolean isAlone, Supplier<String> whereElse) {
        this.options = new TrackerOptions(options);
        this.dataDir = dataDir;
        this.limits = limits;
        this.isAlone = isAlone;
        this.duty = new Duty(whereElse);
    }

    /**
     * One of those of a cluster, standing by until it is told to {@link #activate}.
     *
     * @param whereElse completes the sentence "this tracker stands by; …" for those who ask it
     */
    public static TrackerVerticle ofCluster(TrackerOptions options, Path dataDir, Supplier<String> whereElse) {
        return new TrackerVerticle(options, dataDir, DoorLimits.DEFAULT, false, whereElse);
    }

    /** Before it is started: counts there how often it is asked what, and how many it knows. */
    public TrackerVerticle countIn(MeterRegistry shared) {
        registry = shared;
        return this;
    }

    /** Before it is started: where others reach this machine, for a tracker that listens on all its addresses. */
    public TrackerVerticle reachedAt(String host) {
        publicHost = host;
        return this;
    }

    /** Fails with a {@link java.net.BindException} that names the address when it cannot be listened on. */
    @Override
    public Future<?> start() {
        EventPublisher log = new EventPublisher(vertx.eventBus());
        events = log;
        vertx.setPeriodic(TimeUnit.SECONDS.toMillis(1), unused -> log.nextTurn());
        WorkerExecutor pool = vertx.createSharedWorkerExecutor("starling-tracker-files", FILE_THREADS);
        files = pool;
        long maxBytes = isAlone ? Catalogue.MAX_TOTAL_BYTES : Catalogue.MAX_SHARED_BYTES;
        Catalogue kept = new Catalogue(pool, dataDir.resolve("catalogue"), Metainfo::parse, maxBytes);
        catalogue = kept;
        TrackerMeters counts = new TrackerMeters(registry);
        meters = counts;
        TcpDoor tcp = new TcpDoor(vertx, new MeteredRequests(TrackerMeters.TCP, duty, counts), options, limits);
        HttpDoor http = new HttpDoor(vertx, duty, options, HttpDoor.Limits.DEFAULT, counts);
        UdpDoor udp = new UdpDoor(vertx, duty, options, UdpDoor.Limits.DEFAULT, counts);
        return kept.load()
                .onSuccess(damaged -> damaged.forEach(text -> log.say(LogEvent.Level.WARNING, null, text)))
                .compose(unused -> tcp.listen())
                .onSuccess(unused -> tcpDoor = tcp)
                .compose(unused -> http.listen())
                .onSuccess(unused -> httpDoor = http)
                .compose(unused -> udp.listen())
                .onSuccess(unused -> udpDoor = udp)
                .compose(unused -> isAlone ? begin() : share(kept, log))
                .recover(cause -> stop().transform(unused -> Future.failedFuture(cause)));
    }

    private Future<Void> share(Catalogue kept, TrackerLog log) {
        return SharedCatalogue.open(vertx, kept, log)
                .onSuccess(opened -> {
                    shared = opened;
                    compare();
                    vertx.setPeriodic(COMPARISON_INTERVAL.toMillis(), unused -> compare());
                })
                .mapEmpty();
    }

    /** Compares the catalogue with that of the cluster, whose members have changed. From any thread. */
    public void membersChanged() {
        context.runOnContext(unused -> compare());
    }

    /** Completes when it is done, or has taken too long, and goes on then. */
    private Future<Void> compare() {
        if (shared == null) {
            return Future.succeededFuture();
        }
        Promise<Void> done = Promise.promise();
        long timer = vertx.setTimer(LONGEST_COMPARISON.toMillis(), unused -> done.tryComplete());
        shared.compare()
                .onFailure(cause -> LOG.warn("the catalogue could not be compared with the cluster's", cause))
                .onComplete(unused -> {
                    vertx.cancelTimer(timer);
                    done.tryComplete();
                });
        return done.future();
    }

    /**
     * Begins to answer, as a new tracker: with the catalogue, and knowing nobody. Done already when it is active. To be
     * called once it is started, from any thread.
     */
    public Future<Void> activate() {
        return onContext(this::begin);
    }

    /** Answers no more; when this is done another may begin to. To be called once it is started, from any thread. */
    public Future<Void> standBy() {
        return onContext(this::end);
    }

    private Future<Void> onContext(Supplier<Future<Void>> action) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(unused -> action.get().onComplete(done));
        return done.future();
    }

    private Future<Void> begin() {
        if (active != null) {
            return Future.succeededFuture();
        }
        Catalogue kept = started(catalogue);
        Publications publications = shared == null ? kept::publish : shared;
        ActiveTracker fresh =
                new ActiveTracker(vertx, kept, publications, started(events), options, announceUrls(), started(meters));
        active = fresh;
        return compare()
                .compose(unused -> fresh.open())
                .onFailure(refused -> active = null)
                .compose(opened -> {
                    if (active != fresh) {
                        return fresh.close(); // told to stand by meanwhile
                    }
                    duty.take(fresh);
                    return Future.succeededFuture();
                });
    }

    /** By which stock clients find it; once started. */
    AnnounceUrls announceUrls() {
        String host = AnnounceUrls.isWildcard(options.getHost()) ? publicHost : options.getHost();
        return new AnnounceUrls(host, started(httpDoor).port(), started(udpDoor).port());
    }

    private Future<Void> end() {
        ActiveTracker ending = active;
        active = null;
        duty.standBy();
        return ending == null ? Future.succeededFuture() : ending.close();
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

    /** Where stock clients announce by UDP, {@code host:port} with the real port; once started. */
    public String udpAddress() {
        return options.address(started(udpDoor).port());
    }

    private static <T> T started(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the tracker is not started");
        }
        return part;
    }

    @Override
    public Future<?> stop() {
        return end().eventually(() -> shared == null ? Future.succeededFuture() : shared.close())
                .eventually(() -> udpDoor == null ? Future.succeededFuture() : udpDoor.close())
                .eventually(() -> httpDoor == null ? Future.succeededFuture() : httpDoor.close())
                .eventually(() -> tcpDoor == null ? Future.succeededFuture() : tcpDoor.close())
                .eventually(() -> files == null ? Future.succeededFuture() : files.close());
    }
}
