package io.starling.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.starling.torrent.Block;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * Turns messages into the bytes that {@link FrameDecoder} reads (BEP 3, 5, 6, 10). Buffers that come out belong to
 * whoever receives them. The data of a {@link Message.Piece} is given away with the message: it is passed on without a
 * copy, and released by whoever writes it to the socket. {@link Message.Unknown} cannot be written:
 * {@link IllegalArgumentException}.
 */
public final class MessageEncoder {
    /** What precedes the data of a piece message: length, id, piece, begin. */
    public static final int PIECE_HEADER_BYTES = 13;

    private MessageEncoder() {}

    /** One frame; that of a {@link Message.Piece} is composed of a header and the data itself. */
    public static ByteBuf encode(Message message, ByteBufAllocator allocator) {
        return encodeAll(List.of(message), allocator);
    }

    /** All frames one after the other in one buffer, composed where there are pieces among them. */
    public static ByteBuf encodeAll(Collection<? extends Message> messages, ByteBufAllocator allocator) {
        List<ByteBuf> parts = new ArrayList<>(1);
        try {
            encodeAll(messages, allocator, parts::add);
        } catch (RuntimeException e) {
            parts.forEach(ByteBuf::release);
            throw e;
        }
        if (parts.isEmpty()) {
            return allocator.buffer(0);
        }
        if (parts.size() == 1) {
            return parts.get(0);
        }
        // The limit is the number of parts, since beyond its limit a composite buffer copies what it holds.
        CompositeByteBuf whole = allocator.compositeBuffer(parts.size());
        return whole.addComponents(true, parts);
    }

    /**
     * Gives all frames to {@code out} in as few buffers as go without copying a block: what precedes a block in one, then
     * the block's data, and so on.
     */
    public static void encodeAll(
            Collection<? extends Message> messages, ByteBufAllocator allocator, Consumer<ByteBuf> out) {
        try (MessageWriter writer = new MessageWriter(allocator, messages.size(), out)) {
            for (Message message : messages) {
                message.dispatch(writer);
            }
            writer.flush();
        }
    }

    /**
     * Writes the {@link #PIECE_HEADER_BYTES} that announce the block, for a sender that reads blocks from a file right
     * behind their headers. The next {@code block.length()} bytes of {@code out} must be the block's data.
     */
    public static void writePieceHeader(Block block, ByteBuf out) {
        out.writeInt(PIECE_HEADER_BYTES - Integer.BYTES + block.length());
        out.writeByte(MessageType.PIECE.id);
        out.writeInt(block.piece());
        out.writeInt(block.begin());
    }
}
