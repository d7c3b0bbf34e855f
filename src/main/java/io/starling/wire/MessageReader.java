package io.starling.wire;

import io.netty.buffer.ByteBuf;
import io.starling.bencode.ByteString;
import io.starling.torrent.Block;

/** Reads what follows the id of a message; that its length fits its id has been checked. */
final class MessageReader {
    static final Message KEEP_ALIVE = new Message.KeepAlive();

    private static final Message CHOKE = new Message.Choke();
    private static final Message UNCHOKE = new Message.Unchoke();
    private static final Message INTERESTED = new Message.Interested();
    private static final Message NOT_INTERESTED = new Message.NotInterested();
    private static final Message HAVE_ALL = new Message.HaveAll();
    private static final Message HAVE_NONE = new Message.HaveNone();

    private MessageReader() {}

    /** Reads exactly {@code length} bytes; a piece's data is a view of {@code body}. */
    static Message read(MessageType type, ByteBuf body, int length) {
        return switch (type) {
            case CHOKE -> CHOKE;
            case UNCHOKE -> UNCHOKE;
            case INTERESTED -> INTERESTED;
            case NOT_INTERESTED -> NOT_INTERESTED;
            case HAVE -> new Message.Have(body.readInt());
            case BITFIELD -> new Message.Bitfield(bytes(body, length));
            case REQUEST -> new Message.Request(block(body));
            case PIECE -> piece(body, length);
            case CANCEL -> new Message.Cancel(block(body));
            case PORT -> new Message.Port(body.readUnsignedShort());
            case SUGGEST -> new Message.Suggest(body.readInt());
            case HAVE_ALL -> HAVE_ALL;
            case HAVE_NONE -> HAVE_NONE;
            case REJECT -> new Message.Reject(block(body));
            case ALLOWED_FAST -> new Message.AllowedFast(body.readInt());
            case EXTENDED -> new Message.Extended(body.readUnsignedByte(), bytes(body, length - 1));
            case UNKNOWN -> throw new IllegalStateException("a message that is to be skipped was read");
        };
    }

    private static Block block(ByteBuf body) {
        return new Block(body.readInt(), body.readInt(), body.readInt());
    }

    private static Message piece(ByteBuf body, int length) {
        int piece = body.readInt();
        int begin = body.readInt();
        return new Message.Piece(piece, begin, body.readSlice(length - MessageType.Limits.PIECE_NUMBERS));
    }

    private static ByteString bytes(ByteBuf body, int size) {
        byte[] bytes = new byte[size];
        body.readBytes(bytes);
        return ByteString.wrap(bytes);
    }
}
