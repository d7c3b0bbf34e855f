package io.starling.peer;

import io.netty.buffer.ByteBuf;
import io.starling.torrent.Block;
import io.starling.torrent.PeerId;
import io.starling.torrent.PieceGrid;
import io.starling.wire.ExtensionHandshake;
import io.starling.wire.MetadataMessage;
import io.starling.wire.PexMessage;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A swarm that lets everybody in and writes down what happens, a line for each event. */
final class RecordingSwarm implements SwarmDoor, ConnectionListener {
    private final PieceGrid grid;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final BlockingQueue<PeerConnection> connections = new LinkedBlockingQueue<>();

    RecordingSwarm(PieceGrid grid) {
        this.grid = grid;
    }

    /** The next line; fails the test when none comes. */
    String next() throws InterruptedException {
        String line = lines.poll(10, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("nothing happened within 10 s");
        }
        return line;
    }

    PeerConnection connection() throws InterruptedException {
        PeerConnection connection = connections.poll(10, TimeUnit.SECONDS);
        if (connection == null) {
            throw new AssertionError("nobody connected within 10 s");
        }
        return connection;
    }

    @Override
    public PieceGrid grid() {
        return grid;
    }

    @Override
    public boolean isConnectedWith(PeerId id) {
        return false;
    }

    @Override
    public boolean admit(PeerConnection connection) {
        connections.add(connection);
        return true;
    }

    @Override
    public ConnectionListener listener() {
        return this;
    }

    @Override
    public void onPieces(PeerConnection connection) {
        lines.add("has " + connection.remotePieces().count());
    }

    @Override
    public void onHave(PeerConnection connection, int piece) {
        lines.add("have " + piece);
    }

    @Override
    public void onChoke(PeerConnection connection) {
        lines.add("choke");
    }

    @Override
    public void onUnchoke(PeerConnection connection) {
        lines.add("unchoke");
    }

    @Override
    public void onInterest(PeerConnection connection) {
        lines.add(connection.isRemoteInterested() ? "interested" : "not interested");
    }

    @Override
    public void onRequest(PeerConnection connection, Block block) {
        lines.add("request " + block);
    }

    @Override
    public void onCancel(PeerConnection connection, Block block) {
        lines.add("cancel " + block);
    }

    @Override
    public void onReject(PeerConnection connection, Block block) {
        lines.add("reject " + block);
    }

    @Override
    public void onAllowedFast(PeerConnection connection, int piece) {
        lines.add("allowed fast " + piece);
    }

    @Override
    public void onBlock(PeerConnection connection, Block block, ByteBuf data) {
        lines.add("block " + block + " of " + data.getByte(data.readerIndex()));
    }

    @Override
    public void onMetadata(PeerConnection connection, MetadataMessage message) {
        lines.add("metadata " + message);
    }

    @Override
    public void onPeers(PeerConnection connection, PexMessage message) {
        lines.add("peers " + message);
    }

    @Override
    public void onExtensionHandshake(PeerConnection connection, ExtensionHandshake handshake) {
        lines.add("is " + handshake.v());
    }

    @Override
    public void onReadEnd(PeerConnection connection) {}

    @Override
    public void onDrain(PeerConnection connection) {}

    @Override
    public void onClosed(PeerConnection connection, CloseReason reason) {
        lines.add("closed by " + reason.blame() + ": " + reason.text());
    }
}
