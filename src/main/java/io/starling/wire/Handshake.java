package io.starling.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The first 68 bytes of either side of a connection (BEP 3):
 *
 * <pre>
 *   0    1                    20         28          48        68
 *   +----+--------------------+----------+-----------+---------+
 *   | 19 | BitTorrent protocol| reserved | info-hash | peer id |
 *   +----+--------------------+----------+-----------+---------+
 * </pre>
 *
 * @param fast whether the sender speaks the fast extension: reserved byte 7, 0x04 (BEP 6)
 * @param extended whether it speaks the extension protocol: reserved byte 5, 0x10 (BEP 10)
 */
public record Handshake(InfoHash infoHash, PeerId peerId, boolean fast, boolean extended) {
    public static final int LENGTH_BYTES = 68;

    /** Of which the first are the same in every handshake. */
    public static final int PROTOCOL_BYTES = 20;

    private static final ByteBuf PROTOCOL = Unpooled.copiedBuffer(
                    "\u0013BitTorrent protocol", StandardCharsets.ISO_8859_1)
            .asReadOnly();

    private static final int RESERVED_AT = PROTOCOL_BYTES;
    private static final int INFO_HASH_AT = 28;
    private static final int PEER_ID_AT = 48;

    private static final int EXTENDED_AT = RESERVED_AT + 5;
    private static final int EXTENDED_BIT = 0x10;
    private static final int FAST_AT = RESERVED_AT + 7;
    private static final int FAST_BIT = 0x04;

    /** A new buffer of 68 bytes, the caller's. */
    public ByteBuf encode() {
        ByteBuf out = Unpooled.buffer(LENGTH_BYTES, LENGTH_BYTES);
        out.writeBytes(PROTOCOL, 0, PROTOCOL_BYTES).writeLong(0);
        out.writeBytes(infoHash.bytes().asByteBuffer());
        out.writeBytes(peerId.bytes().asByteBuffer());
        out.setByte(EXTENDED_AT, extended ? EXTENDED_BIT : 0);
        out.setByte(FAST_AT, fast ? FAST_BIT : 0);
        return out;
    }

    /**
     * Reads 68 bytes and leaves what follows them.
     *
     * @throws WireException when there are fewer, or they are not a handshake
     */
    public static Handshake decode(ByteBuf in) {
        return receive(in)
                .orElseThrow(() -> new WireException(
                        "handshake: " + in.readableBytes() + " bytes (expected: " + LENGTH_BYTES + ")"));
    }

    /**
     * Reads the handshake once all of it has arrived; until then reads nothing, to be called again with the same bytes
     * and more.
     *
     * @throws WireException as soon as the first bytes are not those of the protocol
     */
    public static Optional<Handshake> receive(ByteBuf in) {
        if (!mayBegin(in)) {
            int shown = Math.min(PROTOCOL_BYTES, in.readableBytes());
            throw new WireException("handshake: begins with " + ByteBufUtil.hexDump(in, in.readerIndex(), shown)
                    + " (expected: " + ByteBufUtil.hexDump(PROTOCOL) + ", 19 and \"BitTorrent protocol\")");
        }
        if (in.readableBytes() < LENGTH_BYTES) {
            return Optional.empty();
        }
        int start = in.readerIndex();
        InfoHash infoHash = new InfoHash(bytes(in, INFO_HASH_AT, InfoHash.LENGTH_BYTES));
        PeerId peerId = new PeerId(bytes(in, PEER_ID_AT, PeerId.LENGTH_BYTES));
        boolean fast = (in.getByte(start + FAST_AT) & FAST_BIT) != 0;
        boolean extended = (in.getByte(start + EXTENDED_AT) & EXTENDED_BIT) != 0;
        in.skipBytes(LENGTH_BYTES);
        return Optional.of(new Handshake(infoHash, peerId, fast, extended));
    }

    /** Whether what has arrived so far, nothing at least, is how a handshake begins. Reads nothing. */
    public static boolean mayBegin(ByteBuf in) {
        int compared = Math.min(PROTOCOL_BYTES, in.readableBytes());
        return ByteBufUtil.equals(in, in.readerIndex(), PROTOCOL, 0, compared);
    }

    /**
     * Which torrent the handshake is about, as soon as that has arrived: its sender may wait for our answer before it
     * tells its peer id (BEP 3). Reads nothing and checks nothing else.
     */
    public static Optional<InfoHash> peekInfoHash(ByteBuf in) {
        return in.readableBytes() < PEER_ID_AT
                ? Optional.empty()
                : Optional.of(new InfoHash(bytes(in, INFO_HASH_AT, InfoHash.LENGTH_BYTES)));
    }

    private static ByteString bytes(ByteBuf in, int at, int size) {
        byte[] bytes = new byte[size];
        in.getBytes(in.readerIndex() + at, bytes);
        return ByteString.wrap(bytes);
    }
}
