/**
 * Connections to other peers: listening, dialling, the handshake, one connection.
 *
 * <p>May import {@code wire}, {@code policy} and below. In: sockets. Out: what the remote said, through a listener.
 */
@NullMarked
package io.starling.peer;

import org.jspecify.annotations.NullMarked;
