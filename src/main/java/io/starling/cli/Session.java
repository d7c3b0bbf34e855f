package io.starling.cli;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.starling.bus.LogEvent;
import io.starling.node.ClusterOptions;
import io.starling.node.Starling;
import io.starling.node.StarlingOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node for as long as a command runs, with a Vert.x of its own. SIGINT and SIGTERM stop the node before the JVM ends
 * with their code. For the thread of the command, which may block.
 */
final class Session implements AutoCloseable {
    /** Enough to tell the tracker and to write what is in memory; a person who pressed Ctrl-C waits no longer. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(8);

    /** Vert.x warns of an event loop that stands still; less than this is a machine that is busy with something else. */
    private static final Duration BLOCKED_LOOP = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final Vertx vertx;
    private final Starling node;
    private final Runnable afterStop;
    private final CountDownLatch never = new CountDownLatch(1);
    // Set by the thread of the shutdown hook, read by the command's.
    private final AtomicBoolean isLeaving = new AtomicBoolean();
    private final Thread hook = new Thread(this::leave, "starling-leave");

    private Session(Vertx vertx, Starling node, Runnable afterStop) {
        this.vertx = vertx;
        this.node = node;
        this.afterStop = afterStop;
    }

    /** Throws what {@link Starling#start} fails with. */
    static Session open(StarlingOptions options) throws Exception {
        return open(options, LogEvent.Level.INFO, () -> {});
    }

    /**
     * @param least events of a lower level are not written
     * @param afterStop runs when the node has stopped, by {@link #close} or a signal
     */
    static Session open(StarlingOptions options, LogEvent.Level least, Runnable afterStop) throws Exception {
        if (options.getCluster().isPresent()) {
            return openClustered(options, options.getCluster().get(), least, afterStop);
        }
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Vertx vertx = builder(vertxOptions(), options, registry).build();
        return open(vertx, () -> Starling.start(vertx, options, registry), least, afterStop);
    }

    private static Session openClustered(
            StarlingOptions options, ClusterOptions cluster, LogEvent.Level least, Runnable afterStop)
            throws Exception {
        Membership membership = Membership.join(options, cluster);
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Vertx vertx;
        try {
            vertx = result(builder(vertxOptions(cluster), options, registry)
                    .withClusterManager(membership.manager())
                    .buildClustered());
        } catch (Exception e) {
            membership.close();
            throw e;
        }
        Runnable leaving = () -> {
            membership.close();
            afterStop.run();
        };
        return open(vertx, () -> Starling.start(vertx, options, membership.cluster(), registry), least, leaving);
    }

    private static Session open(Vertx vertx, Supplier<Future<Starling>> start, LogEvent.Level least, Runnable afterStop)
            throws Exception {
        try {
            EventLog.follow(vertx, least);
            Session session = new Session(vertx, result(start.get()), afterStop);
            Runtime.getRuntime().addShutdownHook(session.hook);
            return session;
        } catch (Exception e) {
            result(vertx.close());
            afterStop.run();
            throw e;
        }
    }

    static Vertx newVertx() {
        return Vertx.vertx(vertxOptions());
    }

    /** Where nobody can ask for it, as there is no dashboard, Vert.x counts nothing. */
    private static VertxBuilder builder(VertxOptions vertx, StarlingOptions options, PrometheusMeterRegistry registry) {
        VertxBuilder builder = Vertx.builder();
        return options.getDashboard().isEmpty()
                ? builder.with(vertx)
                : builder.with(vertx.setMetricsOptions(counted())).withMetrics(new MicrometerMetricsFactory(registry));
    }

    /** All but what it would count for each block of data. */
    private static MicrometerMetricsOptions counted() {
        return new MicrometerMetricsOptions()
                .setEnabled(true)
                .addDisabledMetricsCategory(MetricsDomain.NET_SERVER)
                .addDisabledMetricsCategory(MetricsDomain.NET_CLIENT)
                .addDisabledMetricsCategory(MetricsDomain.HTTP_CLIENT)
                .addDisabledMetricsCategory(MetricsDomain.DATAGRAM_SOCKET);
    }

    /** Native transport where there is one: it costs less. */
    private static VertxOptions vertxOptions() {
        return new VertxOptions()
                .setPreferNativeTransport(true)
                .setMaxEventLoopExecuteTime(BLOCKED_LOOP.toSeconds())
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.SECONDS);
    }

    private static VertxOptions vertxOptions(ClusterOptions cluster) {
        VertxOptions options = vertxOptions();
        options.getEventBusOptions().setHost(cluster.getHost()).setPort(cluster.getBusPort());
        cluster.getPublicHost().ifPresent(options.getEventBusOptions()::setClusterPublicHost);
        return options;
    }

    Vertx vertx() {
        return vertx;
    }

    Starling node() {
        return node;
    }

    /** The result, or its failure thrown. When the JVM is being ended by a signal, never returns. */
    <T> T await(Future<T> future) throws Exception {
        try {
            return result(future);
        } catch (Exception e) {
            if (isLeaving.get()) {
                awaitSignal();
            }
            throw e;
        }
    }

    /** Stays until a signal ends the JVM. */
    void awaitSignal() throws InterruptedException {
        never.await();
    }

    static <T> T result(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    @Override
    public void close() {
        if (isLeaving.get()) {
            return;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // A signal came first, and the hook does it.
        }
        stop();
    }

    private void leave() {
        isLeaving.set(true);
        stop();
    }

    private void stop() {
        try {
            node.stop()
                    .transform(unused -> vertx.close())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the node did not stop cleanly: {}", String.valueOf(e.getCause() == null ? e : e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            afterStop.run();
        }
    }
}
