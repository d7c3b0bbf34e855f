package io.starling.node;

import java.util.List;

/** Says who joined and who left. Owned by the node's context. */
final class Membership {
    private final NodeLog log;
    private List<ClusterNode> known;

    Membership(NodeLog log, List<ClusterNode> known) {
        this.log = log;
        this.known = known;
    }

    void onChange(List<ClusterNode> nodes) {
        List<ClusterNode> before = known;
        known = nodes;
        for (ClusterNode node : nodes) {
            if (!before.contains(node)) {
                log.infoHere("node " + node.name() + " (" + node.address() + ") joined");
            }
        }
        for (ClusterNode node : before) {
            if (!nodes.contains(node)) {
                log.infoHere("node " + node.name() + " (" + node.address() + ") left");
            }
        }
    }
}
