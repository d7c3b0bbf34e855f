package io.starling.cli;

import io.starling.node.Cluster;
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
    // Told on whichever thread notices a change.
    private final AtomicReference<String> written = new AtomicReference<>("");

    private ClusterLog(String name) {
        this.name = name;
    }

    static void follow(String name, Cluster cluster) {
        ClusterLog log = new ClusterLog(name);
        cluster.onChange(log::write);
        log.write(cluster.nodes());
    }

    private void write(List<ClusterNode> nodes) {
        String line = nodes.stream().map(ClusterLog::place).collect(Collectors.joining(", "));
        if (!written.getAndSet(line).equals(line)) {
            LOG.info("cluster \"{}\": {}", name, Printable.text(line));
        }
    }

    private static String place(ClusterNode node) {
        return node.name() + " at " + node.address();
    }
}
