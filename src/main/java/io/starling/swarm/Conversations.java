package io.starling.swarm;

import io.netty.buffer.ByteBuf;
import io.starling.peer.CloseReason;
import io.starling.peer.ConnectionListener;
import io.starling.peer.PeerConnection;
import io.starling.policy.Availability;
import io.starling.storage.PieceStore;
import io.starling.torrent.Block;
import io.starling.wire.AllowedFastSet;
import io.starling.wire.ExtensionHandshake;
import io.starling.wire.MetadataMessage;
import io.starling.wire.PexMessage;

/**
 * What the connected peers of one swarm say, and what is done about it: who has what goes to the {@link Availability}, what
 * they send to the {@link Downloads}, what they want to the {@link Uploads}. Owned by its {@link Crowd}.
 */
final class Conversations implements ConnectionListener {
    private final Crowd crowd;
    private final Downloads downloads;
    private final Uploads uploads;
    private final MetadataUploads metadata;
    private final Availability availability;
    private final PieceStore store;

    /** Whether this read brought word that a block is not coming, which another may be asked for. */
    private boolean isSomethingFree;

    Conversations(
            Crowd crowd,
            Downloads downloads,
            Uploads uploads,
            MetadataUploads metadata,
            Availability availability,
            PieceStore store) {
        this.crowd = crowd;
        this.downloads = downloads;
        this.uploads = uploads;
        this.metadata = metadata;
        this.availability = availability;
        this.store = store;
    }

    @Override
    public void onPieces(PeerConnection connection) {
        Remote remote = crowd.remote(connection);
        availability.add(connection.remotePieces());
        allowFast(remote);
        connection.setInterested(downloads.wantsFrom(remote));
        crowd.closeIfUseless(remote);
    }

    @Override
    public void onHave(PeerConnection connection, int piece) {
        Remote remote = crowd.remote(connection);
        availability.add(piece);
        if (!store.pieces().contains(piece)) {
            connection.setInterested(true);
        }
        crowd.closeIfUseless(remote);
    }

    @Override
    public void onChoke(PeerConnection connection) {
        downloads.onChoke(crowd.remote(connection));
        crowd.requestFromAll();
    }

    @Override
    public void onUnchoke(PeerConnection connection) {
        downloads.request(crowd.remote(connection), System.nanoTime());
    }

    @Override
    public void onInterest(PeerConnection connection) {
        crowd.decideChokes();
    }

    @Override
    public void onRequest(PeerConnection connection, Block block) {
        uploads.onRequest(crowd.remote(connection), block);
    }

    @Override
    public void onCancel(PeerConnection connection, Block block) {
        uploads.onCancel(crowd.remote(connection), block);
    }

    @Override
    public void onReject(PeerConnection connection, Block block) {
        downloads.onReject(crowd.remote(connection), block);
        isSomethingFree = true;
    }

    @Override
    public void onAllowedFast(PeerConnection connection, int piece) {
        Remote remote = crowd.remote(connection);
        remote.fastFromThem.add(piece);
        downloads.request(remote, System.nanoTime());
    }

    @Override
    public void onBlock(PeerConnection connection, Block block, ByteBuf data) {
        downloads.onBlock(crowd.remote(connection), block, data, System.nanoTime());
    }

    @Override
    public void onMetadata(PeerConnection connection, MetadataMessage message) {
        metadata.onMessage(crowd.remote(connection), message);
    }

    @Override
    public void onPeers(PeerConnection connection, PexMessage message) {
        crowd.onPeers(crowd.remote(connection), message);
    }

    @Override
    public void onExtensionHandshake(PeerConnection connection, ExtensionHandshake handshake) {
        Remote remote = crowd.remote(connection);
        remote.window.setPeerLimit(handshake.reqq());
        crowd.decideChokes();
    }

    @Override
    public void onReadEnd(PeerConnection connection) {
        Remote remote = crowd.remote(connection);
        long now = System.nanoTime();
        uploads.serve(remote, now);
        if (isSomethingFree) {
            isSomethingFree = false;
            crowd.requestFromAll();
        } else {
            downloads.request(remote, now);
        }
    }

    @Override
    public void onDrain(PeerConnection connection) {
        uploads.serve(crowd.remote(connection), System.nanoTime());
    }

    @Override
    public void onClosed(PeerConnection connection, CloseReason reason) {
        availability.remove(connection.remotePieces());
        crowd.remove(connection, reason);
    }

    private void allowFast(Remote remote) {
        PeerConnection connection = remote.connection;
        if (!connection.isFast() || connection.remotePieces().count() >= AllowedFastSet.SIZE) {
            return;
        }
        AllowedFastSet.generate(
                        connection.remoteInetAddress(),
                        store.metainfo().infoHash(),
                        store.metainfo().grid().pieces(),
                        AllowedFastSet.SIZE)
                .stream()
                .filter(store.pieces()::contains)
                .forEach(piece -> {
                    remote.fastToThem.add(piece);
                    connection.sendAllowedFast(piece);
                });
    }
}
