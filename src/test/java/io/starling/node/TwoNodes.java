package io.starling.node;

import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.bus.NodeCommand;
import io.starling.bus.NodeStatus;
import io.starling.dashboard.DashboardOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** The nodes "n1" and "n2" as a cluster of them would be, on one Vert.x: who is in, the test says. */
final class TwoNodes {
    static final ClusterNode N1 = new ClusterNode("n1", "127.0.0.1:5701", false);
    static final ClusterNode N2 = new ClusterNode("n2", "127.0.0.1:5702", false);

    final Vertx vertx;
    final Path directory;
    private final List<ClusterNode> members = new CopyOnWriteArrayList<>(List.of(N1, N2));
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    TwoNodes(Vertx vertx, Path directory) {
        this.vertx = vertx;
        this.directory = directory;
    }

    /** From now on these are in. */
    void change(ClusterNode... now) {
        members.clear();
        members.addAll(List.of(now));
        listeners.forEach(Runnable::run);
    }

    Future<Starling> start(ClusterNode self) {
        return start(self, UnaryOperator.identity());
    }

    /** A node with nothing but a dashboard, whose roots have {@code <directory>/open} among them. */
    Future<Starling> start(ClusterNode self, UnaryOperator<StarlingOptions> change) {
        DashboardOptions dashboard = new DashboardOptions()
                .setPort(0)
                .setRoots(List.of(directory.resolve("open").toString()));
        StarlingOptions options = new StarlingOptions().setDashboard(dashboard);
        options.getNode().setName(self.name()).setDataDir(directory.resolve(self.name()));
        return Starling.start(vertx, change.apply(options), cluster(self));
    }

    private Cluster cluster(ClusterNode self) {
        return new Cluster() {
            @Override
            public ClusterNode self() {
                return self;
            }

            @Override
            public List<ClusterNode> nodes() {
                return List.copyOf(members);
            }

            @Override
            public void setCanTrack(boolean canTrack) {
                change(members.stream()
                        .map(node -> node.name().equals(self.name())
                                ? new ClusterNode(node.name(), node.address(), canTrack)
                                : node)
                        .toArray(ClusterNode[]::new));
            }

            @Override
            public void onChange(Runnable listener) {
                listeners.add(listener);
            }
        };
    }

    /** The reply; fails as the node does. */
    Future<JsonObject> ask(ClusterNode node, JsonObject command) {
        return vertx.eventBus()
                .<JsonObject>request(Addresses.node(node.name()), command)
                .map(reply -> reply.body());
    }

    Future<JsonObject> deploy(ClusterNode node, JsonObject peer) {
        return ask(node, NodeCommand.Deploy.ofPeer(peer).toJson());
    }

    Future<JsonObject> undeploy(ClusterNode node, String peer) {
        return ask(node, NodeCommand.Undeploy.ofPeer(peer).toJson());
    }

    Future<NodeStatus> status(ClusterNode node) {
        return ask(node, new NodeCommand.Status().toJson()).map(body -> BusJson.read(body, NodeStatus.class));
    }

    static JsonObject peer(String id) {
        return new JsonObject().put("id", id).put("port", 0);
    }

    /** The texts that the nodes have for people, as they come. */
    List<String> log() {
        List<String> texts = new CopyOnWriteArrayList<>();
        vertx.eventBus()
                .<JsonObject>consumer(
                        Addresses.LOG, message -> texts.add(message.body().getString("text")));
        return texts;
    }

    static List<String> ids(NodeStatus status) {
        List<String> ids = new ArrayList<>();
        status.peers().forEach(peer -> ids.add(peer.peer()));
        return ids;
    }
}
