package io.starling.swarm;

import io.starling.peer.PeerConnection;
import io.starling.policy.RateMeter;
import io.starling.policy.RequestWindow;
import io.starling.policy.Waiting;
import io.starling.torrent.Block;
import io.starling.torrent.PieceSet;
import java.util.ArrayDeque;
import java.util.Deque;

/** All that one swarm knows of one connected peer, besides what the connection itself keeps. Owned by the swarm. */
final class Remote implements Source {
    final PeerConnection connection;
    final RequestWindow window = new RequestWindow();
    final RateMeter down = new RateMeter();
    final RateMeter up = new RateMeter();

    /** Pieces that it sends us even while it chokes us (BEP 6). */
    final PieceSet fastFromThem;

    /** Pieces that we send it even while we choke it (BEP 6). */
    final PieceSet fastToThem;

    /** What it asked for and is still to get. */
    final Deque<Block> asked = new ArrayDeque<>();

    /** Whom it has been told of. */
    final PeerExchange.Record exchange = new PeerExchange.Record();

    /** How many pieces of the info dictionary it was given. */
    int metadataPieces;

    /** Whether blocks for it are being read from disk. */
    boolean isReading;

    /** Blocks that it sent or rejected though nobody had asked for them. */
    int unasked;

    /** How long it owes us blocks. */
    final Waiting waiting = new Waiting();

    final long connectedNanos;

    Remote(PeerConnection connection, int pieces, long nowNanos) {
        this.connection = connection;
        this.fastFromThem = PieceSet.none(pieces);
        this.fastToThem = PieceSet.none(pieces);
        this.connectedNanos = nowNanos;
    }

    /** Whether it is one of us, which is choked only in need. */
    boolean isStarling() {
        return connection.extensionHandshake().filter(it -> it.isStarling()).isPresent();
    }

    /** The pieces that it has and would send now. */
    PieceSet offered() {
        if (!connection.isRemoteChoking()) {
            return connection.remotePieces();
        }
        PieceSet fast = fastFromThem.copy();
        fast.retainAll(connection.remotePieces());
        return fast;
    }

    @Override
    public void spare(Block block) {
        connection.sendCancel(block);
    }

    @Override
    public String toString() {
        return connection.toString();
    }
}
