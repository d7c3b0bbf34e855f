/**
 * The peer wire protocol (BEP 3, 5, 6, 10): bytes to records and back; and the handshake that hides it (MSE).
 *
 * <p>May import {@code torrent} and {@code bencode}. Public face: {@link io.starling.wire.Handshake}, {@link
 * io.starling.wire.Message}, {@link io.starling.wire.FrameDecoder}, {@link io.starling.wire.MessageEncoder}, {@link
 * io.starling.wire.AllowedFastSet}, {@link io.starling.wire.ExtensionHandshake}, {@link io.starling.wire.KeyExchange},
 * {@link io.starling.wire.MseHandshake}, {@link io.starling.wire.WireException}. In: bytes from a socket, cut anywhere. Out:
 * messages; bytes from the network go no further than here unchecked.
 */
@NullMarked
package io.starling.wire;

import org.jspecify.annotations.NullMarked;
