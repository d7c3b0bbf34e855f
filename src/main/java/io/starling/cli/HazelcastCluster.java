package io.starling.cli;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import io.starling.node.Cluster;
import io.starling.node.ClusterNode;
import io.starling.node.HostPort;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The cluster that Hazelcast keeps: which nodes are in, by what each says of itself. Of two nodes with one name only the
 * older one counts; the other is either about to end or will be told to by {@link ClusterLog}.
 */
final class HazelcastCluster implements Cluster {
    private final HazelcastInstance hazelcast;

    HazelcastCluster(HazelcastInstance hazelcast) {
        this.hazelcast = hazelcast;
    }

    @Override
    public ClusterNode self() {
        return node(hazelcast.getCluster().getLocalMember());
    }

    @Override
    public List<ClusterNode> nodes() {
        Set<String> names = new HashSet<>();
        return hazelcast.getCluster().getMembers().stream()
                .map(HazelcastCluster::node)
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

    private static ClusterNode node(Member member) {
        String name = member.getAttributes().getOrDefault(HazelcastConfig.NODE_ATTRIBUTE, "?");
        HostPort address =
                new HostPort(member.getAddress().getHost(), member.getAddress().getPort());
        boolean canTrack = "true".equals(member.getAttributes().get(HazelcastConfig.TRACKER_ATTRIBUTE));
        return new ClusterNode(name, address.toString(), canTrack);
    }

    @Override
    public void onChange(Consumer<List<ClusterNode>> listener) {
        hazelcast.getCluster().addMembershipListener(new MembershipListener() {
            @Override
            public void memberAdded(MembershipEvent event) {
                listener.accept(nodes());
            }

            @Override
            public void memberRemoved(MembershipEvent event) {
                listener.accept(nodes());
            }
        });
        hazelcast.getLifecycleService().addLifecycleListener(event -> {
            if (event.getState() == LifecycleEvent.LifecycleState.MERGED) {
                listener.accept(nodes());
            }
        });
    }
}
