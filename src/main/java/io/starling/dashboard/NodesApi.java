package io.starling.dashboard;

import io.starling.bus.BusJson;
import io.starling.bus.NodeCommand;
import io.starling.bus.NodeStatus;
import io.starling.bus.PeerStatus;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The nodes of the cluster over HTTP: who is in, what runs where, and what is to run where. */
final class NodesApi {
    private final String apiPath;
    private final BusCalls bus;
    private final Nodes nodes;

    NodesApi(String apiPath, BusCalls bus, Nodes nodes) {
        this.apiPath = apiPath;
        this.bus = bus;
        this.nodes = nodes;
    }

    /** By the ids that the document gives them. */
    Map<String, Handler<RoutingContext>> operations() {
        return Map.of(
                "listNodes", Api.answer(context -> list()),
                "deployPeer", Api.answer(this::deployPeer),
                "undeployPeer", undeploy(context -> NodeCommand.Undeploy.ofPeer(Fields.path(context, "peer"))),
                "deployVerticle", Api.answer(this::deployVerticle),
                "undeployVerticle",
                        undeploy(context -> NodeCommand.Undeploy.ofVerticle(Fields.path(context, "verticle"))),
                "deployTracker", Api.answer(this::deployTracker),
                "undeployTracker", undeploy(context -> NodeCommand.Undeploy.ofTracker()));
    }

    private Future<JsonObject> list() {
        return nodes.all()
                .compose(all -> nodes.statuses(Nodes.peers(all))
                        .map(peers -> Api.page(
                                all.stream().map(node -> describe(node, peers)).toList())));
    }

    private static JsonObject describe(Nodes.Told told, List<PeerStatus> peers) {
        JsonObject json = BusJson.plain(told.member())
                .put("self", told.isSelf())
                .put("reachable", told.status().isPresent());
        told.status().ifPresent(status -> {
            JsonObject plain = BusJson.plain(status);
            plain.remove("members");
            json.mergeIn(plain);
            json.put(
                    "peers",
                    new JsonArray(status.peers().stream()
                            .map(peer -> describe(peer, peers))
                            .toList()));
        });
        return json;
    }

    private static JsonObject describe(NodeStatus.Peer peer, List<PeerStatus> answered) {
        JsonObject json = BusJson.plain(peer);
        return answered.stream()
                .filter(status -> status.peer().equals(peer.peer()))
                .findFirst()
                .map(status -> json.put("reachable", true).put("trackerConnected", status.trackerConnected()))
                .orElseGet(() -> json.put("reachable", false));
    }

    private Future<JsonObject> deployPeer(RoutingContext context) {
        JsonObject peer = Fields.body(context);
        return deploy(context, NodeCommand.Deploy.ofPeer(peer), NodeStatus.Peer.class)
                .onSuccess(deployed -> created(context, "peers/" + deployed.peer()))
                .map(BusJson::plain);
    }

    private Future<JsonObject> deployVerticle(RoutingContext context) {
        NodeCommand.Deploy command = BusJson.read(
                new JsonObject().mergeIn(Fields.body(context)).putNull("peer").putNull("tracker"),
                NodeCommand.Deploy.class);
        return deploy(context, command, NodeStatus.Verticle.class)
                .onSuccess(deployed -> created(context, "verticles/" + deployed.id()))
                .map(BusJson::plain);
    }

    private Future<JsonObject> deployTracker(RoutingContext context) {
        return deploy(context, NodeCommand.Deploy.ofTracker(Fields.body(context)), NodeStatus.Tracker.class)
                .onSuccess(deployed -> created(context, "tracker"))
                .map(BusJson::plain);
    }

    private <T extends Record> Future<T> deploy(RoutingContext context, NodeCommand.Deploy command, Class<T> reply) {
        String node = Fields.path(context, "node");
        return nodes.requireMember(node).compose(unused -> bus.deploy(node, command, reply));
    }

    private void created(RoutingContext context, String what) {
        context.response()
                .setStatusCode(201)
                .putHeader("Location", apiPath + "nodes/" + Fields.path(context, "node") + "/" + what);
    }

    private Handler<RoutingContext> undeploy(Function<RoutingContext, NodeCommand.Undeploy> command) {
        return Api.gone(context -> {
            String node = Fields.path(context, "node");
            return nodes.requireMember(node).compose(unused -> bus.undeploy(node, command.apply(context)));
        });
    }
}
