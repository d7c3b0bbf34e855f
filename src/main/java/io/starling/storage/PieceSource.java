package io.starling.storage;

import io.netty.buffer.ByteBuf;
import java.io.Closeable;
import java.io.IOException;

/** Where pieces can be read. Used by several workers at once. */
interface PieceSource extends Closeable {
    /**
     * Appends {@code length} bytes from byte {@code begin} of the piece to {@code into}. Throws {@link IOException} or
     * {@link StorageException} when they are not there.
     */
    void read(int piece, int begin, int length, ByteBuf into) throws IOException;
}
