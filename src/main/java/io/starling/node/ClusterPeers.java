package io.starling.node;

import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.bus.NodeCommand;
import io.starling.bus.NodeStatus;
import io.starling.delivery.RollCall;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Asks all nodes of the cluster which peers they have. May be used on any thread. */
final class ClusterPeers implements RollCall.Caller {
    /** Answered from memory; a node that is gone costs no more. */
    private static final Duration QUICK = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Cluster cluster;

    ClusterPeers(Vertx vertx, Cluster cluster) {
        this.vertx = vertx;
        this.cluster = cluster;
    }

    @Override
    public Future<RollCall> get() {
        List<Future<List<String>>> asked =
                cluster.nodes().stream().map(node -> peersOf(node.name())).toList();
        return Future.join(asked).transform(answered -> Future.succeededFuture(together(asked)));
    }

    private static RollCall together(List<Future<List<String>>> answers) {
        List<String> peers = new ArrayList<>();
        answers.stream().filter(Future::succeeded).forEach(answer -> peers.addAll(answer.result()));
        return new RollCall(peers, answers.stream().allMatch(Future::succeeded));
    }

    private Future<List<String>> peersOf(String node) {
        DeliveryOptions options = new DeliveryOptions().setSendTimeout(QUICK.toMillis());
        return vertx.eventBus()
                .<JsonObject>request(Addresses.node(node), new NodeCommand.Status().toJson(), options)
                .map(reply -> BusJson.read(reply.body(), NodeStatus.class).peers().stream()
                        .map(NodeStatus.Peer::peer)
                        .toList());
    }
}
