package io.starling.node;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;

/**
 * A running node: its tracker, peers and dashboard as its options say. What the command line uses, and what an
 * application on Vert.x embeds.
 */
public interface Starling {
    /** Starts everything or nothing; fails naming the port in use, or the option that is wrong. */
    static Future<Starling> start(Vertx vertx, StarlingOptions options) {
        return start(vertx, options, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    }

    /** Likewise; {@code registry} has figures already, of {@code vertx} perhaps, and the dashboard shows all of them. */
    static Future<Starling> start(Vertx vertx, StarlingOptions options, PrometheusMeterRegistry registry) {
        ClusterNode self = new ClusterNode(
                options.getNode().getName(), "", options.getTracker().isPresent());
        return start(vertx, options, Cluster.alone(self), registry);
    }

    /** Likewise, as a node of a cluster: {@code vertx} shares its event bus with the other nodes. */
    static Future<Starling> start(Vertx vertx, StarlingOptions options, Cluster cluster) {
        return start(vertx, options, cluster, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    }

    /** Likewise, with such a registry. */
    static Future<Starling> start(
            Vertx vertx, StarlingOptions options, Cluster cluster, PrometheusMeterRegistry registry) {
        return RunningNode.start(vertx, options, cluster, registry);
    }

    /** What listens where. */
    Listening listening();

    /** Shares a file or directory by this node's first peer; completes when it is published and being served. */
    Future<TorrentHandle> share(Path path, ShareOptions options);

    /**
     * Starts a transfer by this node's first peer; completes when the transfer exists. {@code source}: a name in the
     * catalogue, an info-hash, a magnet link, a .torrent file or URL. An unreachable tracker is asked again until
     * {@code options.timeout()}.
     */
    Future<TorrentHandle> get(String source, GetOptions options);

    /** Leaves the swarms, tells the tracker, closes files and sockets. */
    Future<Void> stop();
}
