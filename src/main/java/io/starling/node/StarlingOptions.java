package io.starling.node;

import io.starling.dashboard.DashboardOptions;
import io.starling.tracker.TrackerOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a node runs. A part that is set runs, unless its {@code enabled} is false; a part that is absent does not. In
 * JSON each part is a section: {@code node}, {@code cluster}, {@code tracker}, {@code peers}, {@code dashboard}.
 */
public final class StarlingOptions {
    private NodeOptions node = new NodeOptions();
    private @Nullable ClusterOptions cluster;
    private @Nullable TrackerOptions tracker;
    private List<PeerOptions> peers = new ArrayList<>();
    private @Nullable DashboardOptions dashboard;

    /** Runs nothing yet. */
    public StarlingOptions() {}

    /** What runs when nobody says otherwise: tracker, one peer and dashboard on loopback, each part by default. */
    public static StarlingOptions embeddedDefault() {
        return new StarlingOptions()
                .setTracker(new TrackerOptions())
                .addPeer(new PeerOptions())
                .setDashboard(new DashboardOptions());
    }

    /**
     * Reads a configuration file, blocking; relative paths in it are relative to its directory. Throws
     * {@link OptionsException} whose one line names the file and what is wrong in it.
     */
    public static StarlingOptions read(Path file) {
        return OptionsReader.readFile(file);
    }

    /** Reads JSON strictly; relative paths are relative to the working directory. Throws {@link OptionsException}. */
    public static StarlingOptions fromJson(JsonObject json) {
        return OptionsReader.read(json.encode(), Path.of(""));
    }

    /** All options, those that have their default too; {@link #fromJson} reads it. */
    public JsonObject toJson() {
        return OptionsWriter.write(this);
    }

    public NodeOptions getNode() {
        return node;
    }

    public StarlingOptions setNode(NodeOptions node) {
        this.node = node;
        return this;
    }

    /** Empty when it is not enabled, as the other parts. */
    public Optional<ClusterOptions> getCluster() {
        return Optional.ofNullable(cluster).filter(ClusterOptions::isEnabled);
    }

    public StarlingOptions setCluster(@Nullable ClusterOptions cluster) {
        this.cluster = cluster;
        return this;
    }

    /** As the section says, or by default where there is none, and even where it says that it is not enabled. */
    public StarlingOptions enableCluster() {
        cluster = (cluster == null ? new ClusterOptions() : cluster).setEnabled(true);
        return this;
    }

    public Optional<TrackerOptions> getTracker() {
        return Optional.ofNullable(tracker).filter(TrackerOptions::isEnabled);
    }

    public StarlingOptions setTracker(@Nullable TrackerOptions tracker) {
        this.tracker = tracker;
        return this;
    }

    /** In the order in which they start. */
    public List<PeerOptions> getPeers() {
        return List.copyOf(peers);
    }

    public StarlingOptions setPeers(List<PeerOptions> peers) {
        this.peers = new ArrayList<>(peers);
        return this;
    }

    public StarlingOptions addPeer(PeerOptions peer) {
        peers.add(peer);
        return this;
    }

    public Optional<DashboardOptions> getDashboard() {
        return Optional.ofNullable(dashboard).filter(DashboardOptions::isEnabled);
    }

    public StarlingOptions setDashboard(@Nullable DashboardOptions dashboard) {
        this.dashboard = dashboard;
        return this;
    }

    /**
     * Names the peers that have no id after the node, {@code alpha-1} and so on, and throws {@link OptionsException} when
     * two have the same, or when two parts are to listen at one address.
     */
    StarlingOptions complete() {
        Map<String, Integer> indexes = new HashMap<>();
        for (int i = 0; i < peers.size(); i++) {
            PeerOptions peer = peers.get(i);
            if (!peer.hasId()) {
                peer.setId(node.getName() + "-" + (i + 1));
            }
            Integer other = indexes.putIfAbsent(peer.getId(), i);
            if (other != null) {
                throw new OptionsException("peers[" + i + "].id: \"" + peer.getId() + "\" is the id of peers[" + other
                        + "] too (expected: a different id for each peer)");
            }
            peer.check("peers[" + i + "]");
        }
        checkPortsDiffer();
        return this;
    }

    /** Servers of one Vert.x at one address are not refused: they take turns, each with what is meant for the other. */
    private void checkPortsDiffer() {
        Map<HostPort, String> keys = new HashMap<>();
        getTracker().ifPresent(part -> {
            checkPortIsNew(keys, "tracker.port", part.getHost(), part.getPort());
            checkPortIsNew(keys, "tracker.httpPort", part.getHost(), part.getHttpPort());
        });
        getDashboard().ifPresent(part -> checkPortIsNew(keys, "dashboard.port", part.getHost(), part.getPort()));
        for (int i = 0; i < peers.size(); i++) {
            PeerOptions peer = peers.get(i);
            checkPortIsNew(keys, "peers[" + i + "].port", peer.getHost(), peer.getPort());
        }
    }

    private static void checkPortIsNew(Map<HostPort, String> keys, String key, String host, int port) {
        HostPort address = new HostPort(host, port);
        String other = port == 0 ? null : keys.putIfAbsent(address, key);
        if (other != null) {
            throw new OptionsException(
                    key + ": " + address + " is " + other + " too (expected: another port, or 0 for any)");
        }
    }
}
