package io.starling.storage;

import io.netty.buffer.ByteBuf;
import java.io.Closeable;
import java.io.IOException;

/**
 * The bytes of the pieces while some are missing, cut into slots. Used by several workers at once, each on slots of its
 * own.
 */
interface SlotData extends Closeable {
    StorageMode mode();

    /** Writes a whole piece into the slot, as a rule with one call. The buffer's indexes stay as they are. */
    void write(int slot, ByteBuf piece) throws IOException;

    /** Appends {@code length} bytes from byte {@code begin} of the slot to {@code into}; fails when they are not all there. */
    void read(int slot, int begin, int length, ByteBuf into) throws IOException;

    /** How many bytes of the slot there are on disk. */
    int available(int slot) throws IOException;

    /** One more than the last slot of which there are bytes on disk. */
    int slots() throws IOException;

    /** How the data on disk compares with what an index says; {@code slots} are those of the pieces. */
    Extent extent(int[] slots) throws IOException;

    DataStamp stamp() throws IOException;

    /** Makes everything durable that was written before this call. */
    void force() throws IOException;

    /** Looks for files anew, after something was found missing in them. */
    void reopen() throws IOException;

    /** Deletes it all; to be called after {@link #close()}. */
    void delete() throws IOException;

    /** How long the data is. */
    enum Extent {
        /** Something is missing that the index speaks of. */
        SHORT,
        /** There is nothing of which the index does not speak; files with room for missing pieces count as this. */
        EXACT,
        /** There is more, as after a crash between a write and its record. */
        LONGER
    }
}
