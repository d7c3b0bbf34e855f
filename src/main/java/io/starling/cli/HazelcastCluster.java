package io.starling.cli;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.EntryAdapter;
import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.replicatedmap.ReplicatedMap;
import io.starling.node.Cluster;
import io.starling.node.ClusterNode;
import io.starling.node.HostPort;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The cluster that Hazelcast keeps: which nodes are in, by what each says of itself. Of two nodes with one name only the
 * older one counts; the other is either about to end or will be told to by {@link ClusterLog}.
 */
final class HazelcastCluster implements Cluster {
    /** The members that got a tracker after they had started, when what they say of themselves is fixed: by their ids. */
    private static final String LATER_TRACKERS = "starling.trackers";

    private final HazelcastInstance hazelcast;
    private final ReplicatedMap<String, Boolean> laterTrackers;
    private volatile boolean hasLaterTracker;

    HazelcastCluster(HazelcastInstance hazelcast) {
        this.hazelcast = hazelcast;
        this.laterTrackers = hazelcast.getReplicatedMap(LATER_TRACKERS);
    }

    @Override
    public ClusterNode self() {
        return node(hazelcast.getCluster().getLocalMember());
    }

    @Override
    public List<ClusterNode> nodes() {
        Set<String> names = new HashSet<>();
        return hazelcast.getCluster().getMembers().stream()
                .map(this::node)
                .filter(node -> names.add(node.name()))
                .toList();
    }

    /** The node that has this one's name and was in first. */
    Optional<ClusterNode> olderTwin() {
        ClusterNode self = self();
        return nodes().stream()
                .filter(node -> node.name().equals(self.name()) && !node.equals(self))
                .findFirst();
    }

    private ClusterNode node(Member member) {
        String name = member.getAttributes().getOrDefault(HazelcastConfig.NODE_ATTRIBUTE, "?");
        HostPort address =
                new HostPort(member.getAddress().getHost(), member.getAddress().getPort());
        boolean canTrack = isTracker(member) || laterTrackers.containsKey(key(member));
        return new ClusterNode(name, address.toString(), canTrack);
    }

    private static boolean isTracker(Member member) {
        return "true".equals(member.getAttributes().get(HazelcastConfig.TRACKER_ATTRIBUTE));
    }

    private static String key(Member member) {
        return member.getUuid().toString();
    }

    @Override
    public void setCanTrack(boolean canTrack) {
        Member self = hazelcast.getCluster().getLocalMember();
        hasLaterTracker = canTrack && !isTracker(self);
        if (hasLaterTracker) {
            laterTrackers.put(key(self), true);
        } else {
            laterTrackers.remove(key(self));
        }
    }

    /** Whoever joins another half of the cluster has a new id there. */
    private void merged(Runnable listener) {
        if (hasLaterTracker) {
            setCanTrack(true);
        }
        listener.run();
    }

    @Override
    public void onChange(Runnable listener) {
        hazelcast.getCluster().addMembershipListener(new MembershipListener() {
            @Override
            public void memberAdded(MembershipEvent event) {
                listener.run();
            }

            @Override
            public void memberRemoved(MembershipEvent event) {
                listener.run();
            }
        });
        hazelcast.getLifecycleService().addLifecycleListener(event -> {
            if (event.getState() == LifecycleEvent.LifecycleState.MERGED) {
                merged(listener);
            }
        });
        laterTrackers.addEntryListener(new EntryAdapter<String, Boolean>() {
            @Override
            public void onEntryEvent(EntryEvent<String, Boolean> event) {
                listener.run();
            }
        });
    }
}
