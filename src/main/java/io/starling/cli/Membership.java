package io.starling.cli;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import io.starling.node.Cluster;
import io.starling.node.ClusterOptions;
import io.starling.node.StarlingOptions;
import io.vertx.core.spi.cluster.ClusterManager;

/**
 * A node's place in a cluster: taken before its Vert.x starts, and given up after that has ended. For the thread of a
 * command, which may block.
 */
final class Membership implements AutoCloseable {
    private final HazelcastInstance hazelcast;
    private final HazelcastCluster cluster;

    private Membership(HazelcastInstance hazelcast) {
        this.hazelcast = hazelcast;
        this.cluster = new HazelcastCluster(hazelcast);
    }

    /** Joins the others, or begins a cluster when there are none. Fails with {@link CommandFailure} that says why not. */
    static Membership join(StarlingOptions options, ClusterOptions cluster) {
        ClusterAddresses addresses = ClusterAddresses.of(cluster);
        Config config = HazelcastConfig.of(options, cluster, addresses);
        Strangers strangers = new Strangers(cluster.getName());
        Membership membership = new Membership(start(config, strangers, addresses));
        try {
            membership.refuseTwin(cluster);
            membership.refuseStrangers(cluster, strangers);
            strangers.follow(membership.hazelcast);
            ClusterLog.follow(cluster.getName(), membership.cluster);
            return membership;
        } catch (CommandFailure e) {
            membership.close();
            throw e;
        }
    }

    private static HazelcastInstance start(Config config, Strangers strangers, ClusterAddresses addresses) {
        try {
            return HazelcastInstanceFactory.newHazelcastInstance(config, config.getInstanceName(), strangers);
        } catch (IllegalStateException e) {
            throw wrong(
                    "cluster.members: somebody listens at one of " + addresses.members() + ", and none lets this node"
                            + " in (expected: nodes of cluster \"" + config.getClusterName() + "\", or nobody)");
        }
    }

    /** Names are addresses on the event bus: whoever was in first keeps his. */
    private void refuseTwin(ClusterOptions options) {
        cluster.olderTwin().ifPresent(twin -> {
            throw wrong("node.name: \"" + twin.name() + "\" is the name of the node at " + twin.address()
                    + " in cluster \"" + options.getName() + "\" (expected: a name of its own for each node)");
        });
    }

    /** A cluster of one beside the cluster that was meant would look like a healthy one. */
    private void refuseStrangers(ClusterOptions options, Strangers strangers) {
        if (options.isBootstrap() || cluster.nodes().size() > 1) {
            return;
        }
        strangers.any().ifPresent(stranger -> {
            throw wrong("cluster.name: \"" + options.getName() + "\" is not the cluster of the node at " + stranger
                    + " (expected: the name of the members' cluster, or \"bootstrap\": true to begin another)");
        });
    }

    private static CommandFailure wrong(String line) {
        return new CommandFailure(Commands.WRONG_USAGE, line);
    }

    Cluster cluster() {
        return cluster;
    }

    /** For one Vert.x, which leaves this open when it closes. */
    ClusterManager manager() {
        return new MergingClusterManager(hazelcast);
    }

    /** Takes leave: what this node keeps for the cluster goes to the others first. */
    @Override
    public void close() {
        hazelcast.shutdown();
    }
}
