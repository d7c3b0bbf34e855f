package io.starling.dashboard;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyEventExecutorMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.starling.bus.NodeStatus;
import io.starling.bus.PeerStatus;
import io.starling.bus.TrackerReply;
import io.starling.bus.TrackerRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What this node counts, as Prometheus reads it. How transfers and swarms stand is asked for at each scrape, where it is
 * counted anyway; what only counts over time is in the node's registry. Used on the dashboard's context.
 */
final class MetricsPage {
    private final Vertx vertx;
    private final String node;
    private final BusCalls bus;
    private final Nodes nodes;
    private final PrometheusMeterRegistry registry;
    private final JvmGcMetrics collections = new JvmGcMetrics();

    MetricsPage(Vertx vertx, String node, BusCalls bus, Nodes nodes, PrometheusMeterRegistry registry) {
        this.vertx = vertx;
        this.node = node;
        this.bus = bus;
        this.nodes = nodes;
        this.registry = registry;
    }

    /** Begins to count what only the JVM knows. */
    void open() {
        collections.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new NettyEventExecutorMetrics(((VertxInternal) vertx).nettyEventLoopGroup()).bindTo(registry);
    }

    void close() {
        collections.close();
    }

    void answer(RoutingContext context) {
        Future<List<PeerStatus>> peers = nodes.ownPeers().compose(nodes::statuses);
        Future<TrackerReply.Listing> files = files();
        Future.all(peers, files)
                .compose(told -> vertx.executeBlocking(() -> text(peers.result(), files.result())))
                .onFailure(context::fail)
                .onSuccess(text -> context.response()
                        .putHeader("Content-Type", PrometheusTextFormatWriter.CONTENT_TYPE)
                        .putHeader("Cache-Control", "no-store")
                        .end(text));
    }

    /** The swarms are the active tracker's to tell, so that of a cluster's nodes one tells them. */
    private Future<TrackerReply.Listing> files() {
        return bus.node(node)
                .compose(own -> isActiveTracker(own)
                        ? bus.files(new TrackerRequest.ListFiles(null, 0, SwarmMetrics.MAX_SWARMS))
                        : Future.succeededFuture(new TrackerReply.Listing(List.of(), 0)))
                .otherwise(new TrackerReply.Listing(List.of(), 0));
    }

    private boolean isActiveTracker(NodeStatus own) {
        return own.members().stream().anyMatch(member -> member.node().equals(node) && member.activeTracker());
    }

    private Buffer text(List<PeerStatus> peers, TrackerReply.Listing files) {
        List<MetricSnapshot> all = new ArrayList<>(SwarmMetrics.of(peers, files));
        registry.getPrometheusRegistry().scrape().forEach(all::add);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(out, new MetricSnapshots(all));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(out.toByteArray());
    }
}
