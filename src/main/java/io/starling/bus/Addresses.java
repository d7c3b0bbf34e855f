package io.starling.bus;

import io.starling.torrent.InfoHash;

/** The event bus addresses of Starling: who answers where, and what is published where. */
public final class Addresses {
    /** Every address where events are published begins so; a remote client may subscribe to these. */
    public static final String EVENTS_PREFIX = "starling.events.";

    /** Every address where a peer takes commands begins so. */
    public static final String PEER_PREFIX = "starling.peer.";

    /** Every address where a node takes commands begins so. */
    public static final String NODE_PREFIX = "starling.node.";

    /** Request/reply with the active tracker: {@link TrackerRequest}. */
    public static final String TRACKER = "starling.tracker";

    /** Request/reply with the one node that sees to the deliveries of the cluster: {@link DeliveryRequest}. */
    public static final String DELIVERIES = "starling.deliveries";

    /** Published among the trackers of a cluster: {@code {"v":1,"infoHash":hex}}, what is new in the catalogue that they share. */
    public static final String CATALOGUE = "starling.catalogue";

    /** Published: a {@link TransfersChanged}, one conflated summary, at most 4 a second. */
    public static final String TRANSFERS = EVENTS_PREFIX + "transfers";

    /** Published: a {@link DeliveriesChanged}, one conflated summary, at most 4 a second. */
    public static final String DELIVERIES_CHANGED = EVENTS_PREFIX + "deliveries";

    /** Published: {@link LogEvent}s, what a person wants to know. */
    public static final String LOG = EVENTS_PREFIX + "log";

    private Addresses() {}

    /** Request/reply with one peer: {@link PeerCommand}. */
    public static String peer(String peer) {
        return PEER_PREFIX + peer;
    }

    /** Request/reply with one node: {@link NodeCommand}. */
    public static String node(String node) {
        return NODE_PREFIX + node;
    }

    /** Published: {@link TransferSnapshot}s of one transfer, at most 4 a second, the last one always sent. */
    public static String transfer(String peer, InfoHash infoHash) {
        return EVENTS_PREFIX + "transfer." + peer + "." + infoHash.hex();
    }

    /** Published while a peer hashes what it was asked to share: {@link HashingProgress}, at most 4 a second. */
    public static String hashing(String peer) {
        return EVENTS_PREFIX + "hashing." + peer;
    }

    /** Published: {@link SwarmSnapshot}s of one swarm. */
    public static String swarm(InfoHash infoHash) {
        return EVENTS_PREFIX + "swarm." + infoHash.hex();
    }
}
