package io.starling.dashboard;

import io.starling.bus.NodeStatus;
import io.starling.bus.PeerStatus;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What runs on this node and on the others of its cluster, as they tell it at the moment. */
final class Nodes {
    private final String self;
    private final BusCalls bus;

    /** @param self the name of this node */
    Nodes(String self, BusCalls bus) {
        this.self = self;
        this.bus = bus;
    }

    /** The name of this node. */
    String self() {
        return self;
    }

    /** A member of the cluster, and what it told; empty when it did not answer. */
    record Told(NodeStatus.Member member, boolean isSelf, Optional<NodeStatus> status) {}

    /** All members, in the order of their age. */
    Future<List<Told>> all() {
        return bus.node(self).compose(own -> gather(own.members(), member -> told(member, own)));
    }

    private Future<Told> told(NodeStatus.Member member, NodeStatus own) {
        return member.node().equals(self)
                ? Future.succeededFuture(new Told(member, true, Optional.of(own)))
                : bus.node(member.node())
                        .map(Optional::of)
                        .otherwise(Optional.empty())
                        .map(status -> new Told(member, false, status));
    }

    /** The ids of this node's peers. */
    Future<List<String>> ownPeers() {
        return bus.node(self).map(Nodes::peers);
    }

    /** The peer of this node that is named, or its only one when none is; fails with 404 or 400 naming those that there are. */
    Future<String> ownPeer(Optional<String> named) {
        return ownPeers().map(peers -> {
            String expected = " (expected one of: " + String.join(", ", peers) + ")";
            if (named.isEmpty() && peers.size() != 1) {
                throw new ApiError(400, "peer: missing" + expected);
            }
            String peer = named.orElseGet(() -> peers.get(0));
            if (!peers.contains(peer)) {
                throw new ApiError(404, "peer: this node has no such peer" + expected);
            }
            return peer;
        });
    }

    /** The ids of the peers of all nodes that answer. */
    Future<List<String>> allPeers() {
        return all().map(Nodes::peers);
    }

    /** The ids of the peers of those that answered. */
    static List<String> peers(List<Told> nodes) {
        return nodes.stream()
                .flatMap(node -> node.status().stream())
                .flatMap(status -> peers(status).stream())
                .toList();
    }

    private static List<String> peers(NodeStatus status) {
        return status.peers().stream().map(NodeStatus.Peer::peer).toList();
    }

    /** Of those peers that answer; {@code GET nodes} tells which do not. */
    Future<List<PeerStatus>> statuses(List<String> peers) {
        return gather(peers, peer -> bus.status(peer).map(Optional::of).otherwise(Optional.empty()))
                .map(answers -> answers.stream().flatMap(Optional::stream).toList());
    }

    /** Completes when the node is a member, and fails with 404 when it is not. */
    Future<Void> requireMember(String node) {
        return bus.node(self).map(own -> {
            List<String> names =
                    own.members().stream().map(NodeStatus.Member::node).toList();
            if (!names.contains(node)) {
                throw new ApiError(
                        404, "node: the cluster has no such node (expected one of: " + String.join(", ", names) + ")");
            }
            return null;
        });
    }

    private static <T, R> Future<List<R>> gather(List<T> whom, Function<T, Future<R>> question) {
        List<Future<R>> asked = new ArrayList<>();
        whom.forEach(one -> asked.add(question.apply(one)));
        return Future.all(asked).map(all -> all.list());
    }
}
