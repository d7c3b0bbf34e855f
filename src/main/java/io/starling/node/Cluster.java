package io.starling.node;

import java.util.List;
import java.util.Optional;

/** The nodes that share one event bus, as one of them sees them at the moment. Its methods may be called on any thread. */
public interface Cluster {
    /** A node that shares its event bus with no other. */
    static Cluster alone(ClusterNode self) {
        return new LoneNode(self);
    }

    /** This node, as the others know it. */
    ClusterNode self();

    /** All that are in, this one too: the oldest first, in the same order everywhere. */
    List<ClusterNode> nodes();

    /**
     * The node that does what one node does for all: it has the active tracker. The oldest of those that can track, so that
     * all agree on it without a word; empty when none can.
     */
    default Optional<ClusterNode> activeTracker() {
        return nodes().stream().filter(ClusterNode::canTrack).findFirst();
    }

    /** From now on this node has a tracker, or has none any more, and all nodes soon know it. May block. */
    void setCanTrack(boolean canTrack);

    /**
     * From now on {@code listener} is told, on any thread, whenever somebody came, went, got or lost a tracker
     * or, after two halves of a cluster have found each other, changed place. It is not told what has become of them: of
     * two changes at once it could hear of the later one first, so it asks for {@link #nodes} itself.
     */
    void onChange(Runnable listener);
}
