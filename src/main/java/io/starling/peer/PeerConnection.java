package io.starling.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.starling.bencode.ByteString;
import io.starling.policy.Patience;
import io.starling.torrent.Block;
import io.starling.torrent.PeerId;
import io.starling.torrent.PieceGrid;
import io.starling.torrent.PieceSet;
import io.starling.wire.ExtensionHandshake;
import io.starling.wire.FrameDecoder;
import io.starling.wire.Handshake;
import io.starling.wire.Message;
import io.starling.wire.MessageEncoder;
import io.starling.wire.MetadataMessage;
import io.starling.wire.PexMessage;
import io.starling.wire.WireException;
import io.vertx.core.Context;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one peer about one torrent, from behind the handshake to the close: keeps the four flags of BEP 3
 * and what the remote has, turns calls into messages and messages into calls of its {@link ConnectionListener}. Knows
 * the protocol, decides nothing. Owned by the Vert.x context on which it was made, and only called there.
 *
 * <p>What is sent within one turn of the event loop goes out as one write.
 */
public final class PeerConnection implements PeerTable.Connected {
    private final Context context;
    private final RawSocket socket;
    private final Handshake handshake;
    private final boolean isDialled;
    private final PieceSet remotePieces;
    private final Inbound inbound;
    private final FrameDecoder decoder;
    private final List<Message> outbox = new ArrayList<>();
    private final Patience patience;

    private @Nullable ConnectionListener listener;
    private @Nullable ExtensionHandshake extensionHandshake;
    private boolean isFlushDue;
    private boolean isClosed;
    private boolean isChoking = true;
    private boolean isInterested;
    private long lastSentNanos;
    private long lastReceivedNanos;

    PeerConnection(Context context, RawSocket socket, Handshake remote, boolean isDialled, PieceGrid grid) {
        this.context = context;
        this.socket = socket;
        this.handshake = remote;
        this.isDialled = isDialled;
        this.remotePieces = PieceSet.none(grid.pieces());
        this.inbound = new Inbound(this, grid, remotePieces);
        this.decoder = new FrameDecoder(PieceSet.bitfieldLength(grid.pieces()), message -> message.dispatch(inbound));
        this.lastReceivedNanos = System.nanoTime();
        this.patience = new Patience(lastReceivedNanos);
    }

    /** Begins to tell what happens to {@code listener}; what arrived until now is told at once. */
    void attach(ConnectionListener listener, Greeting greeting) {
        this.listener = listener;
        socket.onClose(closed -> finish(CloseReason.BY_REMOTE));
        socket.onDrain(drained -> listener.onDrain(this));
        greeting.handOver(this::onBytes);
    }

    @Override
    public PeerId remoteId() {
        return handshake.peerId();
    }

    public SocketAddress remoteAddress() {
        return socket.remoteAddress();
    }

    /** The remote's IP address. */
    @Override
    public InetAddress remoteInetAddress() {
        return socket.remoteInetAddress();
    }

    /** Whether we dialled; otherwise the remote did. */
    @Override
    public boolean isDialled() {
        return isDialled;
    }

    @Override
    public List<SocketAddress> listensAt() {
        if (isDialled) {
            return List.of(remoteAddress());
        }
        return extensionHandshake()
                .map(ExtensionHandshake::listenPort)
                .filter(OptionalInt::isPresent)
                .map(port -> SocketAddress.inetSocketAddress(
                        port.getAsInt(), remoteInetAddress().getHostAddress()))
                .stream()
                .toList();
    }

    @Override
    public boolean isUseful() {
        return isInterested || isRemoteInterested();
    }

    /** Whether both sides speak the fast extension (BEP 6). */
    public boolean isFast() {
        return handshake.fast();
    }

    /** Whether both sides speak the extension protocol (BEP 10). */
    public boolean isExtended() {
        return handshake.extended();
    }

    /** What the remote said of itself (BEP 10); empty until it has. */
    public Optional<ExtensionHandshake> extensionHandshake() {
        return Optional.ofNullable(extensionHandshake);
    }

    /** What the remote has; a live view, not to be changed. */
    public PieceSet remotePieces() {
        return remotePieces;
    }

    /** Whether we choke the remote. */
    public boolean isChoking() {
        return isChoking;
    }

    /** Whether we are interested in what the remote has. */
    public boolean isInterested() {
        return isInterested;
    }

    /** Whether the remote chokes us. */
    public boolean isRemoteChoking() {
        return inbound.isChoking();
    }

    public boolean isRemoteInterested() {
        return inbound.isInterested();
    }

    public boolean isClosed() {
        return isClosed;
    }

    public boolean isWriteQueueFull() {
        return socket.isWriteQueueFull();
    }

    /** When something arrived last, by {@link System#nanoTime}. */
    public long lastReceivedNanos() {
        return lastReceivedNanos;
    }

    /** How long the remote has taken nothing of what is waiting for it; 0 when nothing is. */
    public long stuckNanos(long nowNanos) {
        return socket.stuckNanos(nowNanos);
    }

    /** When something was sent last, by {@link System#nanoTime}. */
    public long lastSentNanos() {
        return lastSentNanos;
    }

    /** Says what we have, as the first message: in the shortest form that the remote understands. */
    public void sendPieces(PieceSet pieces) {
        if (isFast() && pieces.isEmpty()) {
            send(new Message.HaveNone());
        } else if (isFast() && pieces.isComplete()) {
            send(new Message.HaveAll());
        } else if (!pieces.isEmpty()) {
            send(new Message.Bitfield(pieces.toBitfield()));
        }
    }

    public void sendExtensionHandshake(ExtensionHandshake ours) {
        if (isExtended()) {
            send(new Message.Extended(ExtensionHandshake.ID, ours.encode()));
        }
    }

    /** Whether the remote understands the messages of this extension (BEP 10). */
    public boolean isSpeaking(String extension) {
        return idOf(extension).isPresent();
    }

    /** To a remote that does not speak the extension, nothing is sent. */
    public void sendMetadata(MetadataMessage message) {
        idOf(MetadataMessage.EXTENSION).ifPresent(id -> send(new Message.Extended(id, message.encode())));
    }

    /** Likewise. */
    public void sendPeers(PexMessage message) {
        idOf(PexMessage.EXTENSION).ifPresent(id -> send(new Message.Extended(id, message.encode())));
    }

    private OptionalInt idOf(String extension) {
        return extensionHandshake == null ? OptionalInt.empty() : extensionHandshake.idOf(extension);
    }

    public void setChoking(boolean choking) {
        if (choking != isChoking) {
            isChoking = choking;
            send(choking ? new Message.Choke() : new Message.Unchoke());
        }
    }

    public void setInterested(boolean interested) {
        if (interested != isInterested) {
            isInterested = interested;
            send(interested ? new Message.Interested() : new Message.NotInterested());
        }
    }

    public void sendHave(int piece) {
        send(new Message.Have(piece));
    }

    public void sendRequests(List<Block> blocks) {
        blocks.forEach(block -> send(new Message.Request(block)));
    }

    public void sendCancel(Block block) {
        send(new Message.Cancel(block));
    }

    /** Says that the block is not coming; a remote without the fast extension cannot be told. */
    public void sendReject(Block block) {
        if (isFast()) {
            send(new Message.Reject(block));
        }
    }

    public void sendAllowedFast(int piece) {
        if (isFast()) {
            send(new Message.AllowedFast(piece));
        }
    }

    public void sendKeepAlive() {
        send(new Message.KeepAlive());
    }

    /** Sends a block that was asked for, and releases {@code data}. */
    public void sendBlock(Block block, ByteBuf data) {
        if (isClosed) {
            data.release();
            return;
        }
        send(new Message.Piece(block.piece(), block.begin(), data));
    }

    /**
     * To be called for a message of the remote that brings nothing, with its name and how many ordinary ones it costs.
     *
     * @throws WireException when it is one too many, which ends the connection
     */
    public void bear(String message, int weight) {
        if (!patience.bears(weight, lastReceivedNanos)) {
            throw new WireException(message + ": thousands that bring nothing (expected: now and then)");
        }
    }

    public void close(CloseReason reason) {
        flush();
        finish(reason);
    }

    /** The context that owns this connection. */
    Context context() {
        return context;
    }

    /** How the remote is named to a person. */
    @Override
    public String toString() {
        return remoteAddress().toString();
    }

    /** A remote may say it again, with what has changed (BEP 10). */
    ExtensionHandshake updateExtensionHandshake(ByteString payload) {
        ExtensionHandshake before = extensionHandshake == null ? ExtensionHandshake.NONE : extensionHandshake;
        extensionHandshake = before.updatedBy(payload);
        return extensionHandshake;
    }

    private void onBytes(ByteBuf bytes) {
        if (isClosed || listener == null) {
            return;
        }
        lastReceivedNanos = System.nanoTime();
        try {
            decoder.feed(bytes);
        } catch (WireException e) {
            close(CloseReason.offence(String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            close(CloseReason.us("a fault of ours: " + e));
            throw e;
        }
        if (!isClosed) {
            listener.onReadEnd(this);
        }
    }

    ConnectionListener listener() {
        if (listener == null) {
            throw new IllegalStateException("a message before the connection has a listener");
        }
        return listener;
    }

    private void send(Message message) {
        if (isClosed) {
            return;
        }
        outbox.add(message);
        if (!isFlushDue) {
            isFlushDue = true;
            context.runOnContext(turnEnded -> flush());
        }
    }

    private void flush() {
        isFlushDue = false;
        if (!isClosed && !outbox.isEmpty()) {
            lastSentNanos = System.nanoTime();
            socket.write(MessageEncoder.encodeAll(outbox, ByteBufAllocator.DEFAULT));
            outbox.clear();
        }
    }

    private void finish(CloseReason reason) {
        if (isClosed) {
            return;
        }
        isClosed = true;
        for (Message unsent : outbox) {
            if (unsent instanceof Message.Piece piece) {
                piece.data().release();
            }
        }
        outbox.clear();
        decoder.close();
        socket.close();
        if (listener != null) {
            listener.onClosed(this, reason);
        }
    }
}
