package io.starling.cli;

import com.hazelcast.core.EntryAdapter;
import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.multimap.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Vert.x's cluster manager, which after two halves have merged registers the consumers of this node once again, but goes on
 * to send to the consumers that it knew before: nobody tells it any more who came and went. This one looks for itself then,
 * and listens anew.
 */
final class MergingClusterManager extends HazelcastClusterManager {
    /** Where Vert.x keeps which node has consumers of which address. */
    private static final String CONSUMERS = "__vertx.subs";

    private final HazelcastInstance hazelcast;
    // Changed by the threads of Hazelcast's events.
    private final AtomicReference<@Nullable UUID> listening = new AtomicReference<>();
    private final AtomicReference<@Nullable RegistrationListener> eventBus = new AtomicReference<>();

    MergingClusterManager(HazelcastInstance hazelcast) {
        super(hazelcast);
        this.hazelcast = hazelcast;
    }

    @Override
    public void registrationListener(RegistrationListener listener) {
        super.registrationListener(listener);
        eventBus.set(listener);
    }

    @Override
    public void stateChanged(LifecycleEvent event) {
        super.stateChanged(event);
        if (isActive() && event.getState() == LifecycleEvent.LifecycleState.MERGED) {
            listenAnew();
        }
    }

    private void listenAnew() {
        MultiMap<String, Object> consumers = hazelcast.getMultiMap(CONSUMERS);
        UUID before = listening.getAndSet(consumers.addEntryListener(
                new EntryAdapter<>() {
                    @Override
                    public void onEntryEvent(EntryEvent<String, Object> event) {
                        refresh(event.getKey());
                    }
                },
                false));
        if (before != null) {
            consumers.removeEntryListener(before);
        }
        consumers.keySet().forEach(this::refresh);
    }

    private void refresh(String address) {
        RegistrationListener listener = eventBus.get();
        if (isActive() && listener != null && listener.wantsUpdatesFor(address)) {
            Promise<List<RegistrationInfo>> consumers = Promise.promise();
            getRegistrations(address, consumers);
            consumers
                    .future()
                    .onSuccess(found -> listener.registrationsUpdated(new RegistrationUpdateEvent(address, found)));
        }
    }
}
