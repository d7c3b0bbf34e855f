package io.starling.tracker;

import io.starling.bus.LogEvent;
import io.starling.torrent.Metainfo;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A tracker: it loads the catalogue from {@code <dataDir>/catalogue}, and listens at its doors, on its server socket and to
 * stock clients by HTTP. It is active, which means that it answers there and on the event bus, or it stands by: of all that
 * share an event bus one is active, as a second one would take every other request.
 */
public final class TrackerVerticle extends VerticleBase {
    /** One for what is written, in order; one that reads meanwhile. */
    private static final int FILE_THREADS = 2;

    private final TrackerOptions options;
    private final Path dataDir;
    private final DoorLimits limits;
    private final boolean isAlone;
    private final Duty duty;

    private @Nullable WorkerExecutor files;
    private @Nullable Catalogue catalogue;
    private @Nullable EventPublisher events;
    private @Nullable TcpDoor tcpDoor;
    private @Nullable HttpDoor httpDoor;
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
     * One of several, standing by until it is told to {@link #activate}.
     *
     * @param whereElse completes the sentence "this tracker stands by; …" for those who ask it
     */
    public static TrackerVerticle standingBy(TrackerOptions options, Path dataDir, Supplier<String> whereElse) {
        return new TrackerVerticle(options, dataDir, DoorLimits.DEFAULT, false, whereElse);
    }

    /** Fails with a {@link java.net.BindException} that names the address when it cannot be listened on. */
    @Override
    public Future<?> start() {
        EventPublisher log = new EventPublisher(vertx.eventBus());
        events = log;
        vertx.setPeriodic(TimeUnit.SECONDS.toMillis(1), unused -> log.nextTurn());
        WorkerExecutor pool = vertx.createSharedWorkerExecutor("starling-tracker-files", FILE_THREADS);
        files = pool;
        Catalogue kept = new Catalogue(pool, dataDir.resolve("catalogue"), Metainfo::parse);
        catalogue = kept;
        TcpDoor tcp = new TcpDoor(vertx, duty, options, limits);
        HttpDoor http = new HttpDoor(vertx, duty, options, HttpDoor.Limits.DEFAULT);
        return kept.load()
                .onSuccess(damaged -> damaged.forEach(text -> log.say(LogEvent.Level.WARNING, null, text)))
                .compose(unused -> tcp.listen())
                .onSuccess(unused -> tcpDoor = tcp)
                .compose(unused -> http.listen())
                .onSuccess(unused -> httpDoor = http)
                .compose(unused -> isAlone ? begin() : Future.succeededFuture())
                .recover(cause -> stop().transform(unused -> Future.failedFuture(cause)));
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
        ActiveTracker fresh = new ActiveTracker(vertx, started(catalogue), started(events), options);
        active = fresh;
        return fresh.open().onFailure(refused -> active = null).compose(opened -> {
            if (active != fresh) {
                return fresh.close(); // told to stand by meanwhile
            }
            duty.take(fresh);
            return Future.succeededFuture();
        });
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

    private static <T> T started(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the tracker is not started");
        }
        return part;
    }

    @Override
    public Future<?> stop() {
        return end().eventually(() -> httpDoor == null ? Future.succeededFuture() : httpDoor.close())
                .eventually(() -> tcpDoor == null ? Future.succeededFuture() : tcpDoor.close())
                .eventually(() -> files == null ? Future.succeededFuture() : files.close());
    }
}
