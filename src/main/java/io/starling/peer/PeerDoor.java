package io.starling.peer;

import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import java.util.Optional;

/** Who may come in, and how the newcomer is greeted: what the listening socket asks its owner. */
public interface PeerDoor {
    /** Our name to other peers. */
    PeerId peerId();

    /** The swarm of this torrent, when we take part in it and it has room for one more. */
    Optional<SwarmDoor> swarm(InfoHash infoHash);
}
