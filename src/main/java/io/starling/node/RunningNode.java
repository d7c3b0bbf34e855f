package io.starling.node;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.starling.bus.BusException;
import io.starling.bus.NodeStatus;
import io.starling.bus.PeerCommand;
import io.starling.bus.TransferSnapshot;
import io.starling.dashboard.DashboardOptions;
import io.starling.dashboard.DashboardVerticle;
import io.starling.delivery.DeliveryVerticle;
import io.starling.torrent.PriorityGlobs;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of a node, deployed: the doors first, tracker and dashboard, then the peers, which begin to work as soon as
 * they run. Its state belongs to one context; the methods may be called from any thread.
 */
final class RunningNode implements Starling {
    private static final Logger LOG = LoggerFactory.getLogger(Starling.class);

    /**
     * A peer answers when it has hashed what is on disk, which takes as long as it takes: the timeout of the caller is
     * for a tracker that cannot be reached, of which the peer says so by itself.
     */
    private static final Duration WORK = Duration.ofDays(1);

    private final Vertx vertx;
    private final Context context;
    private final StarlingOptions options;
    private final Cluster cluster;
    private final PrometheusMeterRegistry registry;
    private final Deployments deployments;

    /** Those that follow something: they end with the node. */
    private final Set<TransferWatch> watches = new HashSet<>();

    private boolean isStopped;
    private Optional<String> dashboardUrl = Optional.empty();

    private final NodeLog log;
    private final TrackerHost tracker;
    private final PeerHost peers;
    private final VerticleHost verticles;
    private final NodeDoor door;

    /** Peers that come and go later are told of by {@link #status}. */
    private Map<String, String> peersAtStart = Map.of();

    private RunningNode(Vertx vertx, StarlingOptions options, Cluster cluster, PrometheusMeterRegistry registry) {
        this.vertx = vertx;
        this.cluster = cluster;
        this.registry = registry;
        this.context = vertx.getOrCreateContext();
        this.options = options;
        this.deployments = new Deployments(vertx);
        NodeOptions node = options.getNode();
        this.log = new NodeLog(vertx, node.getName());
        PeerClaims claims = new PeerClaims(vertx, node.getName(), cluster);
        this.peers = new PeerHost(vertx, options, deployments, claims, this::doors);
        this.tracker = new TrackerHost(
                vertx, node, cluster, deployments, () -> List.of(deliveries()), this::isTaken, registry);
        this.verticles = new VerticleHost(vertx, node, VerticleClasses.of(options), deployments);
        this.door = new NodeDoor(vertx, log, tracker, peers, verticles, this::status);
    }

    static Future<Starling> start(
            Vertx vertx, StarlingOptions options, Cluster cluster, PrometheusMeterRegistry registry) {
        try {
            options.complete();
        } catch (OptionsException e) {
            return Future.failedFuture(e);
        }
        RunningNode node = new RunningNode(vertx, options, cluster, registry);
        return node.onContext(() -> node.startAll()
                .map((Starling) node)
                .recover(failure -> node.stopAll().transform(unused -> Future.failedFuture(failure))));
    }

    private Future<Void> startAll() {
        Future<Void> started =
                options.getTracker().map(tracker::startConfigured).orElse(Future.succeededFuture());
        started = started.compose(
                unused -> options.getDashboard().map(this::startDashboard).orElse(Future.succeededFuture()));
        return started.compose(unused -> startPeers())
                .compose(unused -> options.getNode().isRestoring() ? restore() : Future.succeededFuture())
                .compose(unused -> door.open())
                .onSuccess(unused -> {
                    peersAtStart = peers.addresses();
                    followCluster();
                });
    }

    private Future<Void> startPeers() {
        Future<Void> started = peers.releaseAll();
        List<PeerOptions> configured = options.getPeers();
        for (int i = 0; i < configured.size(); i++) {
            PeerOptions peer = configured.get(i);
            String key = "peers[" + i + "]";
            started = started.compose(unused -> peers.startConfigured(key, peer));
        }
        return started;
    }

    /** What others deployed here comes back after what the configuration names, which goes first. */
    private Future<Void> restore() {
        return tracker.restore(log).compose(unused -> peers.restore(log)).compose(unused -> verticles.restore(log));
    }

    private void followCluster() {
        Membership membership = new Membership(log, cluster.nodes());
        cluster.onChange(() -> context.runOnContext(unused -> {
            if (!isStopped) {
                membership.onChange(cluster.nodes());
                peers.claimAgain(log);
            }
        }));
    }

    private ActivePart deliveries() {
        Deployments begun = new Deployments(vertx);
        return new ActivePart(
                () -> vertx.deployVerticle(new DeliveryVerticle(new ClusterPeers(vertx, cluster)))
                        .onSuccess(id -> begun.endWith(() -> vertx.undeploy(id)))
                        .mapEmpty(),
                begun::undeployAll);
    }

    private Future<Void> startDashboard(DashboardOptions dashboard) {
        DashboardVerticle verticle =
                new DashboardVerticle(dashboard, options.getNode().getName(), registry, trackersOfPeers());
        return deployments
                .deploy("dashboard", new HostPort(dashboard.getHost(), dashboard.getPort()), verticle)
                .onSuccess(unused -> dashboardUrl = Optional.of(verticle.url()))
                .mapEmpty();
    }

    /** Of the first peer that asks a tracker over TCP, so that the page shows what that one knows; of a cluster, its own. */
    private List<SocketAddress> trackersOfPeers() {
        return options.getPeers().stream()
                .map(PeerOptions::getTrackers)
                .filter(trackers -> !trackers.isEmpty())
                .findFirst()
                .map(trackers -> trackers.stream().map(HostPort::socketAddress).toList())
                .orElse(List.of());
    }

    /** Where this node listens besides its peers. */
    private List<String> doors() {
        Optional<String> dashboard = dashboardUrl.map(url -> URI.create(url).getAuthority());
        return Stream.of(tracker.address(), tracker.httpAddress(), dashboard)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Servers of one Vert.x at one address are not refused: they take turns, each with what is meant for the other. */
    private boolean isTaken(HostPort wanted) {
        return doors().contains(wanted.toString()) || peers.listensAt(wanted);
    }

    private NodeStatus status() {
        Optional<ClusterNode> active = cluster.activeTracker();
        List<NodeStatus.Member> members = cluster.nodes().stream()
                .map(node -> new NodeStatus.Member(
                        node.name(),
                        node.address(),
                        node.canTrack(),
                        active.filter(node::equals).isPresent()))
                .toList();
        return new NodeStatus(
                log.node(),
                tracker.address().orElse(null),
                tracker.isDeployed(),
                dashboardUrl.orElse(null),
                peers.status(),
                verticles.status(),
                members);
    }

    @Override
    public Listening listening() {
        Optional<String> clusterAddress = Optional.of(cluster.self().address()).filter(address -> !address.isEmpty());
        return new Listening(
                options.getNode().getName(),
                clusterAddress,
                tracker.address(),
                tracker.httpAddress(),
                tracker.udpAddress(),
                peersAtStart,
                dashboardUrl);
    }

    @Override
    public Future<TorrentHandle> share(Path path, ShareOptions shareOptions) {
        @Nullable
        Integer pieceLength = shareOptions.pieceLength().isPresent()
                ? shareOptions.pieceLength().getAsInt()
                : null;
        String absolute = path.toAbsolutePath().normalize().toString();
        return order(new PeerCommand.Share(absolute, pieceLength), shareOptions.timeout());
    }

    @Override
    public Future<TorrentHandle> get(String source, GetOptions getOptions) {
        List<String> files = getOptions.files().isEmpty() ? null : getOptions.files();
        PriorityGlobs priorities = getOptions.priorities().equals(PriorityGlobs.NONE) ? null : getOptions.priorities();
        return order(new PeerCommand.Add(source, files, priorities, null, getOptions.peers()), getOptions.timeout());
    }

    private Future<TorrentHandle> order(PeerCommand command, Duration timeout) {
        Retry retry = new Retry(
                vertx,
                timeout,
                failure -> LOG.warn("{}; trying again for {} s", failure.getMessage(), timeout.toSeconds()));
        return onContext(() -> {
            PeerBus bus = new PeerBus(
                    vertx,
                    peers.first().orElseThrow(() -> new BusException(BusException.CONFLICT, "this node has no peer")));
            return retry.run(left -> bus.transfer(command, WORK)).map(first -> handle(bus, first));
        });
    }

    private TorrentHandle handle(PeerBus bus, TransferSnapshot first) {
        return new PeerTransfer(bus, new TransferWatch(context, bus, first.infoHash(), watches), first);
    }

    @Override
    public Future<Void> stop() {
        return onContext(() -> {
            List.copyOf(watches).forEach(TransferWatch::close);
            return stopAll();
        });
    }

    /** What others can ask for ends first; the ids of the peers are free when these have taken their leave. */
    private Future<Void> stopAll() {
        isStopped = true;
        return door.close().eventually(deployments::undeployAll).eventually(peers::releaseAll);
    }

    /** An action that throws fails the future. */
    private <T> Future<T> onContext(Supplier<Future<T>> action) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(
                unused -> Future.succeededFuture().compose(now -> action.get()).onComplete(promise));
        return promise.future();
    }
}
