package io.starling.node;

import io.starling.bus.BusException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.AsyncMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which node has the peer of which id, in a map that all nodes of the cluster share: two peers of one id would take each
 * other's commands. A claim of a node that is in the cluster no more counts for nothing, so that a node that was killed
 * keeps nobody from anything.
 */
final class PeerClaims {
    static final String MAP = "starling.peers";

    private final Vertx vertx;
    private final String node;
    private final Cluster cluster;

    PeerClaims(Vertx vertx, String node, Cluster cluster) {
        this.vertx = vertx;
        this.node = node;
        this.cluster = cluster;
    }

    /** Fails with 409 that names the node that has a peer of this id; a node may claim again what it has. */
    Future<Void> claim(String peer) {
        return map().compose(map -> claim(map, peer));
    }

    private Future<Void> claim(AsyncMap<String, String> map, String peer) {
        return map.putIfAbsent(peer, node).compose(owner -> {
            if (owner == null || owner.equals(node)) {
                return Future.succeededFuture();
            }
            if (isHere(owner)) {
                return Future.failedFuture(new BusException(
                        BusException.CONFLICT,
                        "\"" + peer + "\" is a peer of node " + owner
                                + " already (expected: an id that no other peer of the cluster has)"));
            }
            return map.replaceIfPresent(peer, owner, node)
                    .compose(isMine -> isMine ? Future.succeededFuture() : claim(map, peer));
        });
    }

    private boolean isHere(String owner) {
        return cluster.nodes().stream().anyMatch(member -> member.name().equals(owner));
    }

    Future<Void> release(String peer) {
        return map().compose(map -> map.removeIfPresent(peer, node)).mapEmpty();
    }

    /** Releases what an earlier life of this node claimed; one that starts has no peer yet. */
    Future<Void> releaseAll() {
        return map().compose(map -> map.entries().compose(all -> {
            List<Future<?>> released = new ArrayList<>();
            for (Map.Entry<String, String> claim : all.entrySet()) {
                if (claim.getValue().equals(node)) {
                    released.add(map.removeIfPresent(claim.getKey(), node));
                }
            }
            return Future.join(released).mapEmpty();
        }));
    }

    private Future<AsyncMap<String, String>> map() {
        return vertx.sharedData().getAsyncMap(MAP);
    }
}
