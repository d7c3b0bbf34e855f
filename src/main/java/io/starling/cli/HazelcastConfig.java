package io.starling.cli;

import static java.util.Map.entry;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MemberAttributeConfig;
import com.hazelcast.config.NetworkConfig;
import io.starling.node.ClusterOptions;
import io.starling.node.HostPort;
import io.starling.node.StarlingOptions;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** How Hazelcast is told what a node's {@code cluster} section says. */
final class HazelcastConfig {
    /** A member says by these who it is and what it can do. */
    static final String NODE_ATTRIBUTE = "starling.node";

    static final String TRACKER_ATTRIBUTE = "starling.tracker";

    /** By this Vert.x knows its nodes; any text that no other has. */
    private static final String VERTX_ATTRIBUTE = "__vertx.nodeId";

    /** The maps of a cluster, which have as many backups as the configuration says. */
    private static final String OUR_MAPS = "starling.*";

    private static final Map<String, String> PROPERTIES = Map.ofEntries(
            // Nothing is sent to the makers of Hazelcast.
            entry("hazelcast.phone.home.enabled", "false"),
            entry("hazelcast.logging.type", "slf4j"),
            // Listens where it was told to, and nowhere else.
            entry("hazelcast.socket.bind.any", "false"),
            entry("hazelcast.wait.seconds.before.join", "0"),
            // Nodes that start at once find each other in a third of it. Who listens so long and says nothing is no
            // node.
            entry("hazelcast.max.join.seconds", "30"),
            // A member that is gone is noticed at once by its connections; one that hangs, by these.
            entry("hazelcast.heartbeat.interval.seconds", "1"),
            entry("hazelcast.max.no.heartbeat.seconds", "5"),
            // Halves that find each other merge within seconds instead of minutes.
            entry("hazelcast.merge.first.run.delay.seconds", "5"),
            entry("hazelcast.merge.next.run.delay.seconds", "5"),
            // The command ends it, after all that uses it; giving one's part of the maps to others takes well below
            // this.
            entry("hazelcast.shutdownhook.enabled", "false"),
            entry("hazelcast.graceful.shutdown.max.wait", "5"));

    private static final String LOCAL_ADDRESS = "hazelcast.local.localAddress";

    private HazelcastConfig() {}

    static Config of(StarlingOptions options, ClusterOptions cluster, ClusterAddresses addresses) {
        Config config = ConfigUtil.loadConfig();
        config.setClusterName(cluster.getName());
        PROPERTIES.forEach(config::setProperty);
        config.setProperty(LOCAL_ADDRESS, addresses.own().getHostAddress());
        config.addMapConfig(new MapConfig(OUR_MAPS).setBackupCount(cluster.getBackups()));
        attributes(config.getMemberAttributeConfig(), options);
        network(config.getNetworkConfig(), cluster, addresses.members());
        return config;
    }

    private static void attributes(MemberAttributeConfig attributes, StarlingOptions options) {
        attributes.setAttribute(VERTX_ATTRIBUTE, UUID.randomUUID().toString());
        attributes.setAttribute(NODE_ATTRIBUTE, options.getNode().getName());
        attributes.setAttribute(
                TRACKER_ATTRIBUTE, Boolean.toString(options.getTracker().isPresent()));
    }

    private static void network(NetworkConfig network, ClusterOptions cluster, List<HostPort> members) {
        network.setPort(cluster.getPort()).setPortAutoIncrement(false);
        cluster.getPublicHost().ifPresent(network::setPublicAddress);
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig()
                .setEnabled(true)
                .setMembers(members.stream().map(HostPort::toString).toList());
    }
}
