package io.starling.dashboard;

import io.starling.bus.BusJson;
import io.starling.bus.NodeCommand;
import io.starling.bus.NodeStatus;
import io.starling.bus.PeerStatus;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;

/** The nodes of the cluster over HTTP: who is in, what runs where, and what is to run where. */
final class NodesApi {
    /** The options of a peer or a verticle: a page or two. */
    private static final int MAX_BODY_BYTES = 256 * 1024;

    private final String basePath;
    private final BusCalls bus;
    private final Nodes nodes;

    NodesApi(String basePath, BusCalls bus, Nodes nodes) {
        this.basePath = basePath;
        this.bus = bus;
        this.nodes = nodes;
    }

    /** @param path where the interface begins, with a slash at its end */
    void mount(Router router, String path) {
        String node = path + "nodes/:node/";
        router.get(path + "nodes").handler(Api.answer(context -> list()));
        for (String kind : List.of("peers", "verticles", "tracker")) {
            router.post(node + kind)
                    .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES))
                    .handler(Fields::requireJson);
        }
        router.post(node + "peers").handler(Api.answer(this::deployPeer));
        router.post(node + "verticles").handler(Api.answer(this::deployVerticle));
        router.post(node + "tracker").handler(Api.answer(this::deployTracker));
        router.delete(node + "peers/:peer")
                .handler(context -> undeploy(context, NodeCommand.Undeploy.ofPeer(context.pathParam("peer"))));
        router.delete(node + "verticles/:verticle")
                .handler(context -> undeploy(context, NodeCommand.Undeploy.ofVerticle(context.pathParam("verticle"))));
        router.delete(node + "tracker").handler(context -> undeploy(context, NodeCommand.Undeploy.ofTracker()));
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
        String node = context.pathParam("node");
        return nodes.requireMember(node).compose(unused -> bus.deploy(node, command, reply));
    }

    private void created(RoutingContext context, String what) {
        context.response()
                .setStatusCode(201)
                .putHeader("Location", basePath + "api/v1/nodes/" + context.pathParam("node") + "/" + what);
    }

    private void undeploy(RoutingContext context, NodeCommand.Undeploy command) {
        String node = context.pathParam("node");
        HttpServerResponse response = context.response();
        nodes.requireMember(node)
                .compose(unused -> bus.undeploy(node, command))
                .onSuccess(done -> response.setStatusCode(204).end())
                .onFailure(context::fail);
    }
}
