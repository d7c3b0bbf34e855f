package io.starling.cli;

import io.starling.node.ClusterNode;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes to the log, which goes to stderr, which nodes are in the cluster: at the start, and whenever that changes. */
final class ClusterLog {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterLog.class);

    private final String name;
    private final HazelcastCluster cluster;
    // Told on whichever thread notices a change.
    private final AtomicReference<String> written = new AtomicReference<>("");

    private ClusterLog(String name, HazelcastCluster cluster) {
        this.name = name;
        this.cluster = cluster;
    }

    static void follow(String name, HazelcastCluster cluster) {
        ClusterLog log = new ClusterLog(name, cluster);
        cluster.onChange(log::write);
        log.write(cluster.nodes());
    }

    private void write(List<ClusterNode> nodes) {
        String line = nodes.stream().map(ClusterLog::place).collect(Collectors.joining(", "));
        if (written.getAndSet(line).equals(line)) {
            return;
        }
        LOG.info("cluster \"{}\": {}", name, Printable.text(line));
        // At the start that is refused; two clusters that merge can have a node of one name each.
        cluster.olderTwin()
                .ifPresent(twin -> LOG.error(
                        "another node is \"{}\", too, and was in first: {}; end one of the two",
                        twin.name(),
                        twin.address()));
    }

    private static String place(ClusterNode node) {
        return node.name() + " at " + node.address();
    }
}
