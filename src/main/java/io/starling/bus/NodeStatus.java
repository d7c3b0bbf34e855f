package io.starling.bus;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node replies to {@link NodeCommand.Status}: what runs on it, and which nodes it shares its event bus with.
 *
 * @param tracker {@code host:port} of its tracker's TCP door, active or standing by; absent when it has none
 * @param trackerDeployed whether a command brought the tracker here, and not the node's configuration
 * @param dashboard the URL of its dashboard; absent when it has none
 * @param peers in the order in which they were started; how they do, they tell at {@link Addresses#peer}
 * @param verticles of users, in the order in which they were started
 * @param members all nodes of the cluster as this one sees it, itself too, the oldest first
 */
public record NodeStatus(
        String node,
        @Nullable String tracker,
        boolean trackerDeployed,
        @Nullable String dashboard,
        List<Peer> peers,
        List<Verticle> verticles,
        List<Member> members) {
    public NodeStatus {
        Require.id("node", node);
        peers = Require.listOrEmpty(peers);
        verticles = Require.listOrEmpty(verticles);
        members = Require.listOrEmpty(members);
    }

    /**
     * @param address {@code host:port} where it listens for other peers; absent when it does not run
     * @param deployed whether a command brought it here, and not the node's configuration
     * @param error why one that was deployed did not come back with its node, else null
     */
    public record Peer(
            String peer,
            @Nullable String address,
            boolean deployed,
            @Nullable String error) {
        public Peer {
            Require.id("peer", peer);
        }
    }

    /**
     * @param id how it is called on this node
     * @param verticle the name of its class
     * @param error why it did not come back with its node, else null
     */
    public record Verticle(
            String id, String verticle, @Nullable String error) {
        public Verticle {
            Require.id("id", id);
        }
    }

    /**
     * What a node replies when a tracker was deployed on it.
     *
     * @param address {@code host:port} of its TCP door
     * @param http {@code host:port} where stock clients announce themselves by HTTP
     * @param udp and by UDP
     */
    public record Tracker(String address, String http, String udp) {
        public Tracker {
            Require.text("address", address);
        }
    }

    /**
     * @param address {@code host:port} under which the other nodes reach it; empty when it shares its bus with none
     * @param canTrack whether it has a tracker, active or standing by
     * @param activeTracker whether its tracker is the active one
     */
    public record Member(String node, String address, boolean canTrack, boolean activeTracker) {
        public Member {
            Require.present("node", node);
        }
    }
}
