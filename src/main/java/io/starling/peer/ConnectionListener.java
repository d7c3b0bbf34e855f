package io.starling.peer;

import io.netty.buffer.ByteBuf;
import io.starling.torrent.Block;
import io.starling.wire.ExtensionHandshake;
import io.starling.wire.MetadataMessage;
import io.starling.wire.PexMessage;

/**
 * What happens on a {@link PeerConnection}, told to the swarm that owns it. Everything is checked: pieces and blocks lie
 * within the torrent, fast messages come only where they were agreed upon.
 */
public interface ConnectionListener {
    /** The remote said what it has: all at once, at the start. */
    void onPieces(PeerConnection connection);

    /** The remote has one more piece, new to us. */
    void onHave(PeerConnection connection, int piece);

    /** The remote chokes us now: what it was asked for is not coming, unless it speaks the fast extension (BEP 6). */
    void onChoke(PeerConnection connection);

    void onUnchoke(PeerConnection connection);

    /** The remote is interested now, or no more. */
    void onInterest(PeerConnection connection);

    void onRequest(PeerConnection connection, Block block);

    void onCancel(PeerConnection connection, Block block);

    void onReject(PeerConnection connection, Block block);

    /** The remote will send us this piece even while it chokes us. */
    void onAllowedFast(PeerConnection connection, int piece);

    /** {@code data} is borrowed: readable until this method returns. */
    void onBlock(PeerConnection connection, Block block, ByteBuf data);

    /** The remote gives, asks for or refuses a piece of the info dictionary (BEP 9). */
    void onMetadata(PeerConnection connection, MetadataMessage message);

    /** The remote tells with whom else it is connected (BEP 11). */
    void onPeers(PeerConnection connection, PexMessage message);

    void onExtensionHandshake(PeerConnection connection, ExtensionHandshake handshake);

    /** All that one read of the socket brought has been told: the moment to ask for more, once. */
    void onReadEnd(PeerConnection connection);

    /** What was written has gone out: there is room for more. */
    void onDrain(PeerConnection connection);

    /** The connection is gone; nothing follows. */
    void onClosed(PeerConnection connection, CloseReason reason);
}
