package io.starling.storage;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One record of {@code pieces.idx}: what happened, in order. Big-endian, each ended by the CRC32C of its other bytes.
 *
 * <pre>
 *   Piece       1 | int32 piece | int32 slot                                                  | crc
 *   Drop        2 | int32 piece                                                               | crc
 *   Checkpoint  3 | int64,int64 boot id | int64 covered | int64 size | int64 mtime            | crc
 *   Closed      4 | as Checkpoint                                                             | crc
 *   Renaming    5 | int64,int64 boot id                                                       | crc
 *   Complete    6                                                                             | crc
 * </pre>
 */
sealed interface IndexRecord {
    /** The longest record. */
    int MAX_LENGTH_BYTES = 1 + 5 * Long.BYTES + Integer.BYTES;

    int CRC_BYTES = Integer.BYTES;

    /** The piece is verified and stands in this slot of the data. */
    record Piece(int piece, int slot) implements IndexRecord {}

    /** The piece was found damaged, and is here no more. */
    record Drop(int piece) implements IndexRecord {}

    /**
     * Data and index are on disk, not only in the system's memory, as far as the index's byte {@code covered}.
     *
     * @param isClosed whether the store was closed: nothing was written after this, and the stamp is exact
     */
    record Checkpoint(BootId boot, long covered, DataStamp data, boolean isClosed) implements IndexRecord {}

    /** Every final file is written under its temporary name; from here on, those at their final names are ours. */
    record Renaming(BootId boot) implements IndexRecord {}

    /** The final files are complete and on disk; the temporary file is needed no more. */
    record Complete() implements IndexRecord {}

    /** Writes this record at the buffer's position. */
    default void encode(ByteBuffer into) {
        int start = into.position();
        if (this instanceof Piece piece) {
            into.put((byte) 1).putInt(piece.piece()).putInt(piece.slot());
        } else if (this instanceof Drop drop) {
            into.put((byte) 2).putInt(drop.piece());
        } else if (this instanceof Checkpoint checkpoint) {
            into.put((byte) (checkpoint.isClosed() ? 4 : 3));
            encode(checkpoint.boot(), into);
            into.putLong(checkpoint.covered());
            into.putLong(checkpoint.data().sizeBytes());
            into.putLong(checkpoint.data().mtimeNanos());
        } else if (this instanceof Renaming renaming) {
            into.put((byte) 5);
            encode(renaming.boot(), into);
        } else {
            into.put((byte) 6);
        }
        into.putInt(crc(into, start, into.position()));
    }

    /** Reads the record at the buffer's position and moves behind it; null, and no move, when there is no sound one. */
    static @Nullable IndexRecord decode(ByteBuffer from) {
        int start = from.position();
        int body = from.hasRemaining() ? bodyLength(from.get(start)) : -1;
        if (body < 0 || from.remaining() < 1 + body + CRC_BYTES) {
            return null;
        }
        int end = start + 1 + body;
        if (from.getInt(end) != crc(from, start, end)) {
            return null;
        }
        IndexRecord record = decodeBody(from.get(), from);
        from.position(end + CRC_BYTES);
        return record;
    }

    private static int bodyLength(byte kind) {
        return switch (kind) {
            case 1 -> 8;
            case 2 -> 4;
            case 3, 4 -> 40;
            case 5 -> 16;
            case 6 -> 0;
            default -> -1;
        };
    }

    private static IndexRecord decodeBody(byte kind, ByteBuffer from) {
        return switch (kind) {
            case 1 -> new Piece(from.getInt(), from.getInt());
            case 2 -> new Drop(from.getInt());
            case 5 -> new Renaming(boot(from));
            case 6 -> new Complete();
            default ->
                new Checkpoint(boot(from), from.getLong(), new DataStamp(from.getLong(), from.getLong()), kind == 4);
        };
    }

    private static void encode(BootId boot, ByteBuffer into) {
        into.putLong(boot.high()).putLong(boot.low());
    }

    private static BootId boot(ByteBuffer from) {
        return new BootId(from.getLong(), from.getLong());
    }

    static int crc(ByteBuffer buffer, int start, int end) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.slice(start, end - start));
        return (int) crc.getValue();
    }
}
