package io.starling.node;

import io.micrometer.core.instrument.MeterRegistry;
import io.starling.bus.BusException;
import io.starling.bus.NodeCommand;
import io.starling.bus.NodeStatus;
import io.starling.tracker.TrackerOptions;
import io.starling.tracker.TrackerVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tracker of a node, which its configuration names or which others deployed on it; that one comes back with the node.
 * Whether it is the active one of the cluster, its {@link TrackerRole} decides. Owned by the node's context; its methods are
 * called one after another.
 */
final class TrackerHost {
    /** Under which its options stand in a configuration, and in a command. */
    private static final String KEY = "tracker";

    private final Vertx vertx;
    private final NodeOptions node;
    private final Cluster cluster;
    private final Deployments deployments;
    private final Supplier<List<ActivePart>> moreParts;
    private final Predicate<HostPort> isTaken;
    private final MeterRegistry meters;
    private final SavedDeployments saved;
    private @Nullable Hosted present;

    private record Hosted(TrackerVerticle verticle, String deploymentId, TrackerRole role, boolean isDeployed) {}

    /**
     * @param moreParts what else the node with the active tracker does, made anew for each tracker
     * @param isTaken whether something else of this node listens there
     */
    TrackerHost(
            Vertx vertx,
            NodeOptions node,
            Cluster cluster,
            Deployments deployments,
            Supplier<List<ActivePart>> moreParts,
            Predicate<HostPort> isTaken,
            MeterRegistry meters) {
        this.vertx = vertx;
        this.node = node;
        this.cluster = cluster;
        this.deployments = deployments;
        this.moreParts = moreParts;
        this.isTaken = isTaken;
        this.meters = meters;
        this.saved = SavedDeployments.of(vertx, node, "trackers");
        cluster.onChange(() -> tracker().ifPresent(TrackerVerticle::membersChanged));
    }

    /** Starts the tracker of the configuration. */
    Future<Void> startConfigured(TrackerOptions options) {
        return start(options, false).mapEmpty();
    }

    /** Starts a tracker at somebody's request, and keeps it; fails with what was wrong, and then nothing has changed. */
    Future<NodeStatus.Tracker> deploy(NodeCommand.Deploy command) {
        return startDeployed(command)
                .compose(started -> saved.put(KEY, command)
                        .recover(failure -> stop().transform(stopped -> Future.failedFuture(new BusException(
                                BusException.INTERNAL,
                                "the tracker cannot be kept for the next start: " + Failures.text(failure)))))
                        .map(started));
    }

    /** Starts again what was deployed; what cannot be started is told to people, and hinders nothing else. */
    Future<Void> restore(NodeLog log) {
        return saved.all(log::error).compose(commands -> {
            Future<Void> restored = Future.succeededFuture();
            for (NodeCommand.Deploy command : commands) {
                restored = restored.compose(unused -> Future.succeededFuture()
                        .compose(now -> startDeployed(command))
                        .<Void>mapEmpty()
                        .recover(failure -> {
                            log.error(
                                    "the tracker that was deployed here does not come back: " + Failures.text(failure));
                            return Future.succeededFuture();
                        }));
            }
            return restored;
        });
    }

    /** Another tracker of the cluster takes over, if there is one; what this one has on disk stays. */
    Future<Void> undeploy() {
        if (present == null) {
            return Future.failedFuture(new BusException(BusException.UNKNOWN, "tracker: there is none here"));
        }
        if (!present.isDeployed) {
            return Future.failedFuture(new BusException(
                    BusException.CONFLICT,
                    "tracker: stands in the node's configuration (expected: one that was deployed)"));
        }
        return saved.remove(KEY).compose(unused -> stop());
    }

    /** Where its server socket listens. */
    Optional<String> address() {
        return tracker().map(TrackerVerticle::address);
    }

    /** Where it answers stock clients by HTTP. */
    Optional<String> httpAddress() {
        return tracker().map(TrackerVerticle::httpAddress);
    }

    /** And by UDP. */
    Optional<String> udpAddress() {
        return tracker().map(TrackerVerticle::udpAddress);
    }

    /** Whether a command brought it here. */
    boolean isDeployed() {
        return present != null && present.isDeployed;
    }

    private Optional<TrackerVerticle> tracker() {
        return Optional.ofNullable(present).map(Hosted::verticle);
    }

    private Future<NodeStatus.Tracker> startDeployed(NodeCommand.Deploy command) {
        if (present != null) {
            return Future.failedFuture(new BusException(
                    BusException.CONFLICT, "tracker: this node has one at " + present.verticle.address()));
        }
        TrackerOptions options = read(command);
        for (int port : List.of(options.getPort(), options.getHttpPort())) {
            HostPort door = new HostPort(options.getHost(), port);
            if (port != 0 && isTaken.test(door)) {
                return Future.failedFuture(new BusException(
                        BusException.CONFLICT, KEY + ": " + door + " is in use (expected: a free port, or 0 for any)"));
            }
        }
        return start(options, true)
                .recover(failure -> stop().transform(stopped -> Future.failedFuture(failure)))
                .map(tracker -> new NodeStatus.Tracker(tracker.address(), tracker.httpAddress(), tracker.udpAddress()));
    }

    /** Throws what is wrong with the options, the path of the key first. */
    private static TrackerOptions read(NodeCommand.Deploy command) {
        return OptionsReader.read(new JsonObject().put(KEY, command.tracker()).encode(), Section.class).tracker;
    }

    private Future<TrackerVerticle> start(TrackerOptions options, boolean isDeployed) {
        TrackerVerticle verticle = vertx.isClustered()
                ? TrackerVerticle.ofCluster(options, node.getDataDir(), this::whoIsActive)
                : new TrackerVerticle(options, node.getDataDir());
        return deployments
                .deploy(
                        KEY,
                        new HostPort(options.getHost(), options.getPort()),
                        verticle.countIn(meters).reachedAt(clusterHost()))
                .compose(deploymentId -> {
                    TrackerRole role = new TrackerRole(vertx, cluster, parts(verticle));
                    present = new Hosted(verticle, deploymentId, role, isDeployed);
                    deployments.endWith(role::stop);
                    Future<Void> told = isDeployed ? tell(true) : Future.succeededFuture();
                    return told.compose(unused -> role.start()).map(verticle);
                });
    }

    /** Where the other nodes reach this one; empty of a node that is alone. */
    private String clusterHost() {
        return HostPort.tryParse(cluster.self().address()).map(HostPort::host).orElse("");
    }

    /** Of a tracker that its configuration names, a node says so from the first. */
    private Future<Void> tell(boolean canTrack) {
        return vertx.executeBlocking(() -> {
            cluster.setCanTrack(canTrack);
            return null;
        });
    }

    private List<ActivePart> parts(TrackerVerticle verticle) {
        ActivePart tracker = new ActivePart(verticle::activate, verticle::standBy);
        return Stream.concat(Stream.of(tracker), moreParts.get().stream()).toList();
    }

    /** Strangers read it: no word of where the cluster's ports are. */
    private String whoIsActive() {
        return cluster.activeTracker()
                .map(active -> "the active tracker is that of node " + active.name())
                .orElse("no node has the active one");
    }

    private Future<Void> stop() {
        Hosted stopping = present;
        present = null;
        if (stopping == null) {
            return Future.succeededFuture();
        }
        return tell(false)
                .eventually(stopping.role::stop)
                .eventually(() -> deployments.undeploy(stopping.deploymentId));
    }

    /** A deployed tracker's options, so that what is wrong with them is said with the path that they have in the command. */
    static final class Section {
        private TrackerOptions tracker = new TrackerOptions();

        public void setTracker(TrackerOptions tracker) {
            this.tracker = tracker;
        }
    }
}
