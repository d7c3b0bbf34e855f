package io.starling.peer;

import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;

/** Who may come in, and how the newcomer is greeted: what the listening socket asks its owner. */
public interface PeerDoor {
    /** Our name to other peers. */
    PeerId peerId();

    /** The swarm of this torrent, when we take part in it. */
    Optional<SwarmDoor> swarm(InfoHash infoHash);

    /** The torrents that a newcomer may mean: those in whose swarms we take part, and those that are awaited. */
    Set<InfoHash> torrents();

    /** Who waits for the info dictionary of this torrent, of which there is no swarm before that. */
    Optional<InfoTaker> awaited(InfoHash infoHash);

    /** Whether nobody is let in from this address. */
    boolean isBanned(InetAddress address);

    /** Somebody from this address did wrong before there was a connection, and was turned away. */
    void onOffence(InetAddress address, String why);
}
