package io.starling.node;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A cluster of one: a node that shares its event bus with no other. Asked and told on any thread, as a {@link Cluster} is. */
final class LoneNode implements Cluster {
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile ClusterNode self;

    LoneNode(ClusterNode self) {
        this.self = self;
    }

    @Override
    public ClusterNode self() {
        return self;
    }

    @Override
    public List<ClusterNode> nodes() {
        return List.of(self);
    }

    @Override
    public void setCanTrack(boolean canTrack) {
        if (self.canTrack() != canTrack) {
            self = new ClusterNode(self.name(), self.address(), canTrack);
            listeners.forEach(Runnable::run);
        }
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }
}
