package io.starling.peer;

import io.starling.torrent.PeerId;
import io.starling.torrent.PieceGrid;

/** One swarm, as connections enter it. */
public interface SwarmDoor {
    PieceGrid grid();

    /** Whether there is a connection with this peer already. */
    boolean isConnectedWith(PeerId id);

    /**
     * Whether to have this connection, whose handshake is done; when not, it is closed. When yes, its listener is told
     * what arrives from now on.
     */
    boolean admit(PeerConnection connection);

    ConnectionListener listener();
}
