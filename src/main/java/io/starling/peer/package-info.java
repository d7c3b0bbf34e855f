/**
 * Connections to other peers: listening, dialling, the handshake, one connection.
 *
 * <p>May import {@code wire}, {@code policy} and below. Public face: {@link io.starling.peer.PeerSockets},
 * {@link io.starling.peer.PeerConnection}, {@link io.starling.peer.ConnectionListener},
 * {@link io.starling.peer.PeerTable}. In: sockets. Out: what the remote said, through a listener.
 */
@NullMarked
package io.starling.peer;

import org.jspecify.annotations.NullMarked;
