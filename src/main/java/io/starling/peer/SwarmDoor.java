package io.starling.peer;

import io.starling.torrent.PieceGrid;

/** One swarm, as connections enter it. */
public interface SwarmDoor {
    PieceGrid grid();

    /**
     * Whether to have this connection, whose handshake is done; when not, it is closed. When yes, its listener is told
     * what arrives from now on.
     */
    boolean admit(PeerConnection connection);

    ConnectionListener listener();
}
