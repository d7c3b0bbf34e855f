package io.starling.node;

import io.starling.bus.BusException;
import io.starling.bus.NodeCommand;
import io.starling.bus.NodeStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The peers of a node: those of its configuration, and those that others deployed on it, which come back with it. Owned by
 * the node's context; its methods are called one after another.
 */
final class PeerHost {
    /** Under which the options of a deployed peer stand in its command. */
    private static final String KEY = "peer";

    private final Vertx vertx;
    private final Path homes;
    private final List<Path> roots;
    private final Deployments deployments;
    private final PeerClaims claims;
    private final Supplier<List<String>> doors;
    private final SavedDeployments saved;
    private final Map<String, Hosted> peers = new LinkedHashMap<>();

    /**
     * @param listener where it listens, {@code address} where others reach it; both null when it does not run
     * @param deploymentId likewise
     * @param error why it does not run
     */
    private record Hosted(
            boolean isDeployed,
            @Nullable HostPort listener,
            @Nullable HostPort address,
            @Nullable String deploymentId,
            @Nullable String error) {}

    /** @param doors {@code host:port} where this node listens besides its peers */
    PeerHost(
            Vertx vertx,
            StarlingOptions options,
            Deployments deployments,
            PeerClaims claims,
            Supplier<List<String>> doors) {
        this.vertx = vertx;
        this.homes = options.getNode().getDataDir().toAbsolutePath().resolve("peers");
        this.roots = options.getDashboard()
                .map(dashboard -> dashboard.getRoots().stream().map(Path::of).toList())
                .orElse(List.of());
        this.deployments = deployments;
        this.claims = claims;
        this.doors = doors;
        this.saved = SavedDeployments.of(vertx, options.getNode(), "peers");
    }

    /** Starts a peer of the configuration, where it stands under {@code key}. */
    Future<Void> startConfigured(String key, PeerOptions peer) {
        return claims.claim(peer.getId())
                .recover(taken -> Future.failedFuture(new OptionsException(key + ".id: " + Failures.text(taken))))
                .compose(unused -> start(key, peer, false))
                .mapEmpty();
    }

    /** Starts a peer at somebody's request, and keeps it; fails with what was wrong, and then nothing has changed. */
    Future<NodeStatus.Peer> deploy(NodeCommand.Deploy command) {
        PeerOptions peer = read(command);
        return startDeployed(peer)
                .compose(started -> saved.put(peer.getId(), command)
                        .recover(failure -> stop(peer.getId())
                                .transform(stopped -> Future.failedFuture(new BusException(
                                        BusException.INTERNAL,
                                        "peer " + peer.getId() + " cannot be kept for the next start: "
                                                + Failures.text(failure)))))
                        .map(started));
    }

    /** Starts again what was deployed; what cannot be started is here all the same, with the reason. */
    Future<Void> restore(NodeLog log) {
        return saved.all(log::error).compose(commands -> {
            Future<Void> restored = Future.succeededFuture();
            for (NodeCommand.Deploy command : commands) {
                restored = restored.compose(unused -> restore(command, log));
            }
            return restored;
        });
    }

    private Future<Void> restore(NodeCommand.Deploy command, NodeLog log) {
        return Future.succeededFuture()
                .compose(now -> startDeployed(read(command)))
                .<Void>mapEmpty()
                .recover(failure -> {
                    Object id = command.peer() == null ? "" : command.peer().getValue("id");
                    String error = Failures.text(failure);
                    log.error("peer " + id + ", which was deployed here, does not come back: " + error);
                    if (id instanceof String text && Check.isId(text)) {
                        peers.putIfAbsent(text, new Hosted(true, null, null, null, error));
                    }
                    return Future.succeededFuture();
                });
    }

    /** Stops a deployed peer for good; what it downloaded stays. */
    Future<Void> undeploy(String id) {
        Hosted peer = peers.get(id);
        if (peer == null) {
            return Future.failedFuture(
                    new BusException(BusException.UNKNOWN, "peer \"" + id + "\": there is none here" + among()));
        }
        if (!peer.isDeployed) {
            return Future.failedFuture(new BusException(
                    BusException.CONFLICT,
                    "peer \"" + id + "\" stands in the node's configuration (expected: one that was deployed)"));
        }
        return saved.remove(id).compose(unused -> stop(id));
    }

    private String among() {
        return peers.isEmpty() ? "" : " (expected one of: " + String.join(", ", peers.keySet()) + ")";
    }

    List<NodeStatus.Peer> status() {
        return peers.entrySet().stream()
                .map(entry -> status(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static NodeStatus.Peer status(String id, Hosted peer) {
        return new NodeStatus.Peer(
                id, peer.address == null ? null : peer.address.toString(), peer.isDeployed, peer.error);
    }

    /** {@code host:port} by id of those that run, in the order in which they were started. */
    Map<String, String> addresses() {
        Map<String, String> addresses = new LinkedHashMap<>();
        peers.forEach((id, peer) -> {
            if (peer.address != null) {
                addresses.put(id, peer.address.toString());
            }
        });
        return addresses;
    }

    Optional<String> first() {
        return addresses().keySet().stream().findFirst();
    }

    /** Claims again what is here: the claims may have been lost with the nodes that kept them. */
    void claimAgain(NodeLog log) {
        addresses().keySet().forEach(id -> claims.claim(id).onFailure(failure -> log.error(Failures.text(failure))));
    }

    /** The peers themselves end with the {@link Deployments}. */
    Future<Void> releaseAll() {
        return claims.releaseAll();
    }

    /** Throws what is wrong with the options, the path of the key first. */
    private PeerOptions read(NodeCommand.Deploy command) {
        PeerOptions peer =
                OptionsReader.read(new JsonObject().put(KEY, command.peer()).encode(), Section.class).peer;
        if (!peer.hasId()) {
            throw new OptionsException(KEY + ".id: missing (expected: a name for the peer)");
        }
        peer.check(KEY);
        new RelativePaths(home(peer)).resolve(peer);
        return peer;
    }

    private Path home(PeerOptions peer) {
        return homes.resolve(peer.getId());
    }

    private Future<NodeStatus.Peer> startDeployed(PeerOptions peer) {
        String id = peer.getId();
        if (peers.containsKey(id) && peers.get(id).error == null) {
            return Future.failedFuture(new BusException(
                    BusException.CONFLICT, KEY + ".id: \"" + id + "\" is a peer of this node already"));
        }
        if (isTaken(new HostPort(peer.getHost(), peer.getPort()))) {
            return Future.failedFuture(new BusException(
                    BusException.CONFLICT,
                    KEY + ".port: " + new HostPort(peer.getHost(), peer.getPort())
                            + " is in use (expected: a free port, or 0 for any)"));
        }
        return vertx.executeBlocking(() -> {
                    new Confinement(home(peer), roots).check(KEY, peer);
                    return peer;
                })
                .compose(confined -> claims.claim(id))
                .compose(unused -> start(KEY, peer, true).onFailure(failure -> claims.release(id)));
    }

    /** Servers of one Vert.x at one address are not refused: they take turns, each with what is meant for the other. */
    private boolean isTaken(HostPort wanted) {
        return wanted.port() != 0 && (doors.get().contains(wanted.toString()) || listensAt(wanted));
    }

    /** Whether one of them listens there. */
    boolean listensAt(HostPort address) {
        return peers.values().stream().anyMatch(peer -> address.equals(peer.listener));
    }

    private Future<NodeStatus.Peer> start(String key, PeerOptions peer, boolean isDeployed) {
        PeerVerticle verticle = new PeerVerticle(peer);
        return deployments
                .deploy(key, new HostPort(peer.getHost(), peer.getPort()), verticle)
                .map(deploymentId -> {
                    HostPort listener = new HostPort(peer.getHost(), verticle.port());
                    HostPort address = new HostPort(peer.getPublicHost().orElse(peer.getHost()), verticle.port());
                    Hosted hosted = new Hosted(isDeployed, listener, address, deploymentId, null);
                    peers.put(peer.getId(), hosted);
                    return status(peer.getId(), hosted);
                });
    }

    private Future<Void> stop(String id) {
        Hosted peer = peers.remove(id);
        Future<Void> stopped = peer == null || peer.deploymentId == null
                ? Future.succeededFuture()
                : deployments.undeploy(peer.deploymentId);
        return stopped.eventually(() -> claims.release(id));
    }

    /** A deployed peer's options, so that what is wrong with them is said with the path that they have in the command. */
    static final class Section {
        private PeerOptions peer = new PeerOptions();

        public void setPeer(PeerOptions peer) {
            this.peer = peer;
        }
    }
}
