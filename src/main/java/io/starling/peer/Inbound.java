package io.starling.peer;

import io.netty.buffer.ByteBuf;
import io.starling.bencode.ByteString;
import io.starling.torrent.Block;
import io.starling.torrent.PieceGrid;
import io.starling.torrent.PieceSet;
import io.starling.wire.ExtensionHandshake;
import io.starling.wire.Message;
import io.starling.wire.MetadataMessage;
import io.starling.wire.PexMessage;
import io.starling.wire.WireException;
import java.util.Optional;

/**
 * The remote's side of one connection: checks each message against the torrent and the protocol, keeps what the remote
 * has and wants, and tells the listener what is new. What must not be is a {@link WireException}, which ends the
 * connection.
 */
final class Inbound implements Message.Handler {
    /** It is said once, and now and then again; reading a large one costs as much as many short messages. */
    private static final int EXTENSION_HANDSHAKE_WEIGHT = 50;

    /** So many bytes that we have gathered for nothing weigh as much as a message. */
    private static final int BYTES_OF_WEIGHT = 4096;

    /** It may be said once a minute. */
    private static final int PEERS_WEIGHT = 50;

    private final PeerConnection connection;
    private final PieceGrid grid;
    private final PieceSet remotePieces;
    private boolean isChoking = true;
    private boolean isInterested;
    private boolean hasSaidPieces;

    Inbound(PeerConnection connection, PieceGrid grid, PieceSet remotePieces) {
        this.connection = connection;
        this.grid = grid;
        this.remotePieces = remotePieces;
    }

    boolean isChoking() {
        return isChoking;
    }

    boolean isInterested() {
        return isInterested;
    }

    @Override
    public void onKeepAlive() {
        connection.bear("keep-alive", 1);
    }

    @Override
    public void onChoke() {
        connection.bear("choke", 1);
        if (!isChoking) {
            isChoking = true;
            connection.listener().onChoke(connection);
        }
    }

    @Override
    public void onUnchoke() {
        connection.bear("unchoke", 1);
        if (isChoking) {
            isChoking = false;
            connection.listener().onUnchoke(connection);
        }
    }

    @Override
    public void onInterested() {
        setInterested("interested", true);
    }

    @Override
    public void onNotInterested() {
        setInterested("not interested", false);
    }

    private void setInterested(String message, boolean interested) {
        connection.bear(message, 1);
        if (isInterested != interested) {
            isInterested = interested;
            connection.listener().onInterest(connection);
        }
    }

    @Override
    public void onHave(int piece) {
        checkPiece("have", piece);
        // A remote that had nothing at the start need not have said so (BEP 3).
        hasSaidPieces = true;
        if (remotePieces.add(piece)) {
            connection.listener().onHave(connection, piece);
        } else {
            connection.bear("have", 1);
        }
    }

    @Override
    public void onBitfield(ByteString bits) {
        try {
            tellPieces("bitfield", PieceSet.ofBitfield(bits, grid.pieces()));
        } catch (IllegalArgumentException e) {
            throw new WireException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void onHaveAll() {
        checkFast("have all");
        tellPieces("have all", PieceSet.all(grid.pieces()));
    }

    @Override
    public void onHaveNone() {
        checkFast("have none");
        if (hasSaidPieces) {
            throw new WireException("have none: after the start (expected: once, as the first message)");
        }
        tellPieces("have none", PieceSet.none(grid.pieces()));
    }

    private void tellPieces(String message, PieceSet pieces) {
        if (hasSaidPieces) {
            tellNews(message, pieces);
            return;
        }
        hasSaidPieces = true;
        remotePieces.addAll(pieces);
        connection.listener().onPieces(connection);
    }

    /** BEP 3 and 6 have these as the first message only; aria2 sends them later, too, in the place of many haves. */
    private void tellNews(String message, PieceSet pieces) {
        PieceSet news = pieces.copy();
        news.removeAll(remotePieces);
        if (news.isEmpty()) {
            connection.bear(message, 1 + PieceSet.bitfieldLength(grid.pieces()) / BYTES_OF_WEIGHT);
        }
        for (int piece = news.next(0); piece >= 0 && !connection.isClosed(); piece = news.next(piece + 1)) {
            onHave(piece);
        }
    }

    @Override
    public void onRequest(Block block) {
        checkBlock("request", block);
        connection.listener().onRequest(connection, block);
    }

    @Override
    public void onPiece(Block block, ByteBuf data) {
        checkBlock("piece", block);
        connection.listener().onBlock(connection, block, data);
    }

    @Override
    public void onCancel(Block block) {
        checkBlock("cancel", block);
        connection.bear("cancel", 1);
        connection.listener().onCancel(connection, block);
    }

    @Override
    public void onReject(Block block) {
        checkFast("reject request");
        checkBlock("reject request", block);
        connection.listener().onReject(connection, block);
    }

    @Override
    public void onAllowedFast(int piece) {
        checkFast("allowed fast");
        checkPiece("allowed fast", piece);
        connection.bear("allowed fast", 1);
        connection.listener().onAllowedFast(connection, piece);
    }

    @Override
    public void onSuggest(int piece) {
        // Advice that the picker does not need: it knows the rarest pieces itself.
        checkFast("suggest piece");
        checkPiece("suggest piece", piece);
        connection.bear("suggest piece", 1);
    }

    @Override
    public void onExtended(int id, ByteString payload) {
        if (id == MetadataMessage.EXTENSION_ID) {
            onMetadata(payload);
            return;
        }
        if (id == PexMessage.EXTENSION_ID) {
            connection.bear("ut_pex", PEERS_WEIGHT);
            connection.listener().onPeers(connection, PexMessage.decode(payload));
            return;
        }
        if (id != ExtensionHandshake.ID) {
            connection.bear("extension message", 1 + payload.size() / BYTES_OF_WEIGHT);
            return;
        }
        connection.bear("extension handshake", EXTENSION_HANDSHAKE_WEIGHT);
        ExtensionHandshake handshake = connection.updateExtensionHandshake(payload);
        connection.listener().onExtensionHandshake(connection, handshake);
    }

    private void onMetadata(ByteString payload) {
        Optional<MetadataMessage> message = MetadataMessage.decode(payload);
        if (message.isPresent()) {
            connection.listener().onMetadata(connection, message.get());
        } else {
            connection.bear("ut_metadata of an unknown kind", 1);
        }
    }

    @Override
    public void onPort(int port) {
        // BEP 5: there is no DHT here yet.
        connection.bear("port", 1);
    }

    @Override
    public void onUnknown(int id) {
        // Something that this remote's other friends understand; BEP 3 leaves the ids open.
        connection.bear("message of an unknown id", 1);
    }

    private void checkFast(String message) {
        if (!connection.isFast()) {
            throw new WireException(
                    message + ": without the fast extension (expected: agreed in the handshake, BEP 6)");
        }
    }

    private void checkPiece(String message, int piece) {
        if (!grid.hasPiece(piece)) {
            throw new WireException(message + ": piece " + Integer.toUnsignedString(piece) + " (expected: 0.."
                    + (grid.pieces() - 1) + ")");
        }
    }

    private void checkBlock(String message, Block block) {
        if (!grid.contains(block)) {
            throw new WireException(message + ": block " + block + " (expected: within 0.." + (grid.pieces() - 1)
                    + " pieces of " + grid.pieceLength() + " bytes)");
        }
    }
}
