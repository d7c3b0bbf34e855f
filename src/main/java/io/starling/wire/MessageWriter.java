package io.starling.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.starling.bencode.ByteString;
import io.starling.torrent.Block;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes each message that it is given behind the last one; see {@link FrameDecoder} for the frame. */
final class MessageWriter implements Message.Handler, AutoCloseable {
    /** Length, id and three numbers: a request, which is what is sent in bursts. */
    private static final int TYPICAL_FRAME_BYTES = 17;

    private final ByteBufAllocator allocator;
    private final Consumer<ByteBuf> out;
    /** How large the next buffer begins: for all messages at first, for a piece's header after a piece. */
    private int expectedBytes;
    /** Frames that have not been given to {@link #out} yet. */
    private @Nullable ByteBuf pending;

    MessageWriter(ByteBufAllocator allocator, int expectedMessages, Consumer<ByteBuf> out) {
        this.allocator = allocator;
        this.expectedBytes = expectedMessages * TYPICAL_FRAME_BYTES;
        this.out = out;
    }

    /** Gives what is pending to the consumer, which owns it from then on. */
    void flush() {
        if (pending != null) {
            ByteBuf whole = pending;
            pending = null;
            expectedBytes = TYPICAL_FRAME_BYTES;
            out.accept(whole);
        }
    }

    /** Releases what was not flushed. */
    @Override
    public void close() {
        if (pending != null) {
            pending.release();
            pending = null;
        }
    }

    private ByteBuf pending() {
        if (pending == null) {
            pending = allocator.buffer(expectedBytes);
        }
        return pending;
    }

    /** Writes length and id; the body is the caller's to write. */
    private ByteBuf frame(MessageType type, int bodyBytes) {
        return pending().writeInt(1 + bodyBytes).writeByte(type.id);
    }

    private void frame(MessageType type, Block block) {
        frame(type, 3 * Integer.BYTES)
                .writeInt(block.piece())
                .writeInt(block.begin())
                .writeInt(block.length());
    }

    @Override
    public void onKeepAlive() {
        pending().writeInt(0);
    }

    @Override
    public void onChoke() {
        frame(MessageType.CHOKE, 0);
    }

    @Override
    public void onUnchoke() {
        frame(MessageType.UNCHOKE, 0);
    }

    @Override
    public void onInterested() {
        frame(MessageType.INTERESTED, 0);
    }

    @Override
    public void onNotInterested() {
        frame(MessageType.NOT_INTERESTED, 0);
    }

    @Override
    public void onHave(int piece) {
        frame(MessageType.HAVE, Integer.BYTES).writeInt(piece);
    }

    @Override
    public void onBitfield(ByteString bits) {
        frame(MessageType.BITFIELD, bits.size()).writeBytes(bits.asByteBuffer());
    }

    @Override
    public void onRequest(Block block) {
        frame(MessageType.REQUEST, block);
    }

    @Override
    public void onPiece(Block block, ByteBuf data) {
        MessageEncoder.writePieceHeader(block, pending());
        flush();
        out.accept(data);
    }

    @Override
    public void onCancel(Block block) {
        frame(MessageType.CANCEL, block);
    }

    @Override
    public void onPort(int port) {
        frame(MessageType.PORT, Short.BYTES).writeShort(port);
    }

    @Override
    public void onSuggest(int piece) {
        frame(MessageType.SUGGEST, Integer.BYTES).writeInt(piece);
    }

    @Override
    public void onHaveAll() {
        frame(MessageType.HAVE_ALL, 0);
    }

    @Override
    public void onHaveNone() {
        frame(MessageType.HAVE_NONE, 0);
    }

    @Override
    public void onReject(Block block) {
        frame(MessageType.REJECT, block);
    }

    @Override
    public void onAllowedFast(int piece) {
        frame(MessageType.ALLOWED_FAST, Integer.BYTES).writeInt(piece);
    }

    @Override
    public void onExtended(int id, ByteString payload) {
        frame(MessageType.EXTENDED, 1 + payload.size()).writeByte(id).writeBytes(payload.asByteBuffer());
    }

    @Override
    public void onUnknown(int id) {
        throw new IllegalArgumentException("message " + id + " is unknown and cannot be written");
    }
}
