package io.starling.cli;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.NetworkConfig;
import io.starling.node.ClusterOptions;
import io.starling.node.StarlingOptions;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import java.util.Map;

/** How Hazelcast is told what a node's {@code cluster} section says. */
final class HazelcastConfig {
    /** A member says by these who it is and what it can do. */
    static final String NODE_ATTRIBUTE = "starling.node";

    static final String TRACKER_ATTRIBUTE = "starling.tracker";

    /** The maps of a cluster, which have as many backups as the configuration says. */
    private static final String OUR_MAPS = "starling.*";

    /**
     * A member that is gone is noticed at once; one that hangs, after five seconds. Halves that find each other merge
     * within seconds instead of minutes. Nothing is sent to the makers of Hazelcast, and nothing searched by multicast.
     */
    private static final Map<String, String> PROPERTIES = Map.of(
            "hazelcast.phone.home.enabled", "false",
            "hazelcast.logging.type", "slf4j",
            "hazelcast.socket.bind.any", "false",
            "hazelcast.wait.seconds.before.join", "0",
            "hazelcast.max.no.heartbeat.seconds", "5",
            "hazelcast.heartbeat.interval.seconds", "1",
            "hazelcast.merge.first.run.delay.seconds", "5",
            "hazelcast.merge.next.run.delay.seconds", "5",
            "hazelcast.shutdownhook.enabled", "false");

    private HazelcastConfig() {}

    static Config of(StarlingOptions options, ClusterOptions cluster) {
        Config config = ConfigUtil.loadConfig();
        config.setClusterName(cluster.getName());
        PROPERTIES.forEach(config::setProperty);
        config.getMemberAttributeConfig()
                .setAttribute(NODE_ATTRIBUTE, options.getNode().getName());
        config.getMemberAttributeConfig()
                .setAttribute(
                        TRACKER_ATTRIBUTE, Boolean.toString(options.getTracker().isPresent()));
        config.addMapConfig(new MapConfig(OUR_MAPS).setBackupCount(cluster.getBackups()));
        network(config.getNetworkConfig(), cluster);
        return config;
    }

    private static void network(NetworkConfig network, ClusterOptions cluster) {
        network.setPort(cluster.getPort()).setPortAutoIncrement(false);
        network.getInterfaces().setEnabled(true).addInterface(cluster.getHost());
        cluster.getPublicHost().ifPresent(host -> network.setPublicAddress(host + ":" + cluster.getPort()));
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setMembers(cluster.getMembers());
    }
}
