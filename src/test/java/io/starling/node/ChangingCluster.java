package io.starling.node;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A cluster whose members are those that the test says; each is told of a change on the thread of the test. */
final class ChangingCluster implements Cluster {
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile List<ClusterNode> nodes;

    /** The one that is asked is always {@code self}. */
    ChangingCluster(String... names) {
        nodes = named(names);
    }

    /** From now on these are in, the oldest first; a name in brackets is that of a node without a tracker. */
    void become(String... names) {
        nodes = named(names);
        listeners.forEach(Runnable::run);
    }

    private static List<ClusterNode> named(String... names) {
        return List.of(names).stream()
                .map(name -> new ClusterNode(name.replaceAll("[()]", ""), "127.0.0.1:1", !name.startsWith("(")))
                .toList();
    }

    @Override
    public ClusterNode self() {
        return new ClusterNode("self", "127.0.0.1:1", true);
    }

    @Override
    public List<ClusterNode> nodes() {
        return nodes;
    }

    @Override
    public void setCanTrack(boolean canTrack) {
        // The test says who can.
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }
}
