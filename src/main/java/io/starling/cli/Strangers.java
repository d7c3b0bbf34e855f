package io.starling.cli;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.InitialMembershipEvent;
import com.hazelcast.cluster.InitialMembershipListener;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.cluster.Joiner;
import com.hazelcast.internal.cluster.impl.TcpIpJoiner;
import io.starling.node.HostPort;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listed members that answered with the name of another cluster. Hazelcast itself remembers them no longer than until
 * it has joined or begun a cluster, and tells nobody; hence this grip into what is not its public face.
 */
final class Strangers extends DefaultNodeContext {
    private static final Logger LOG = LoggerFactory.getLogger(Strangers.class);

    private final String clusterName;
    // Found by Hazelcast's threads.
    private final Set<HostPort> found = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean isWriting = new AtomicBoolean();

    /** @param clusterName the name of this node's cluster */
    Strangers(String clusterName) {
        this.clusterName = clusterName;
    }

    /** One of them. */
    Optional<HostPort> any() {
        return found.stream().findAny();
    }

    /** The node has joined: from now on each is written to the log, those found so far too. */
    void follow(HazelcastInstance hazelcast) {
        if (((HazelcastInstanceProxy) hazelcast).getOriginal().node.getJoiner() instanceof Joining joining) {
            joining.follow(hazelcast);
        }
        isWriting.set(true);
        found.forEach(this::write);
    }

    private void write(HostPort member) {
        LOG.warn("the node at {} is in another cluster than \"{}\"", member, clusterName);
    }

    @Override
    public Joiner createJoiner(Node node) {
        return new Joining(node);
    }

    private void add(HostPort member) {
        if (found.add(member) && isWriting.get()) {
            write(member);
        }
    }

    private final class Joining extends TcpIpJoiner {
        Joining(Node node) {
            super(node);
        }

        /** Hazelcast tells who has been in, where a lost half is looked for, to its own class only, not to one below it. */
        void follow(HazelcastInstance hazelcast) {
            hazelcast.getCluster().addMembershipListener(new InitialMembershipListener() {
                @Override
                public void init(InitialMembershipEvent event) {
                    event.getMembers().forEach(Joining.this::onMemberAdded);
                }

                @Override
                public void memberAdded(MembershipEvent event) {
                    onMemberAdded(event.getMember());
                }

                @Override
                public void memberRemoved(MembershipEvent event) {
                    onMemberRemoved(event.getMember());
                }
            });
        }

        @Override
        public void blacklist(Address address, boolean isForEver) {
            super.blacklist(address, isForEver);
            // All else that keeps one from joining may pass.
            if (isForEver) {
                add(new HostPort(address.getHost(), address.getPort()));
            }
        }
    }
}
