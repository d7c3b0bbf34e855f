package io.starling.storage;

import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import io.starling.torrent.Metainfo;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The first bytes of {@code pieces.idx}: whose index it is.
 *
 * <pre>
 *   "STARLIDX" | version 1 | mode 0 append, 1 direct | 2 zero bytes | info-hash, 20 bytes | int32 piece length | int64 length | crc
 * </pre>
 */
record IndexHeader(StorageMode mode, InfoHash infoHash, int pieceLength, long totalLength) {
    static final int LENGTH_BYTES = 48;

    private static final long MAGIC = 0x535441524C494458L;
    private static final byte VERSION = 1;

    static IndexHeader of(StorageMode mode, Metainfo metainfo) {
        return new IndexHeader(
                mode,
                metainfo.infoHash(),
                metainfo.grid().pieceLength(),
                metainfo.grid().totalLength());
    }

    void encode(ByteBuffer into) {
        int start = into.position();
        into.putLong(MAGIC).put(VERSION).put((byte) (mode == StorageMode.APPEND ? 0 : 1));
        into.putShort((short) 0).put(infoHash.bytes().asByteBuffer());
        into.putInt(pieceLength).putLong(totalLength);
        into.putInt(IndexRecord.crc(into, start, into.position()));
    }

    /** Reads the header and moves behind it; null when it is torn, damaged or of another version. */
    static @Nullable IndexHeader decode(ByteBuffer from) {
        int start = from.position();
        int end = start + LENGTH_BYTES - IndexRecord.CRC_BYTES;
        if (from.remaining() < LENGTH_BYTES || from.getInt(end) != IndexRecord.crc(from, start, end)) {
            return null;
        }
        if (from.getLong() != MAGIC || from.get() != VERSION) {
            return null;
        }
        StorageMode mode = from.get() == 0 ? StorageMode.APPEND : StorageMode.DIRECT;
        from.getShort();
        byte[] hash = new byte[InfoHash.LENGTH_BYTES];
        from.get(hash);
        int pieceLength = from.getInt();
        long totalLength = from.getLong();
        from.position(end + IndexRecord.CRC_BYTES);
        return new IndexHeader(mode, new InfoHash(ByteString.wrap(hash)), pieceLength, totalLength);
    }
}
