package io.starling.cli;

import io.starling.node.ClusterNode;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes to the log, which goes to stderr, which nodes are in the cluster: at the start, and whenever that changes. */
final class ClusterLog {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterLog.class);

    private final String name;
    private final HazelcastCluster cluster;
    private String written = "";

    private ClusterLog(String name, HazelcastCluster cluster) {
        this.name = name;
        this.cluster = cluster;
    }

    static void follow(String name, HazelcastCluster cluster) {
        ClusterLog log = new ClusterLog(name, cluster);
        cluster.onChange(log::write);
        log.write();
    }

    /** On whichever thread notices a change; one at a time, so that what is written last is how it is. */
    private synchronized void write() {
        String line = cluster.nodes().stream().map(ClusterLog::place).collect(Collectors.joining(", "));
        if (line.equals(written)) {
            return;
        }
        written = line;
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
