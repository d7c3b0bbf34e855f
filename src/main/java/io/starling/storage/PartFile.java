package io.starling.storage;

import io.netty.buffer.ByteBuf;
import io.starling.torrent.PieceGrid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * {@code pieces.part}, the temporary file of {@link StorageMode#APPEND}: slot n begins at n times the piece length, and
 * slots are given in the order in which pieces arrive. One shared channel; every access names its position.
 */
final class PartFile implements SlotData {
    private final Path file;
    private final FileChannel channel;
    private final PieceGrid grid;
    private final int pieceLength;

    PartFile(Path file, PieceGrid grid) throws IOException {
        this.file = file;
        this.grid = grid;
        this.pieceLength = grid.pieceLength();
        this.channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Override
    public StorageMode mode() {
        return StorageMode.APPEND;
    }

    @Override
    public void write(int slot, ByteBuf piece) throws IOException {
        long position = position(slot);
        for (ByteBuffer part : piece.nioBuffers()) {
            position = Io.writeFully(channel, part, position);
        }
    }

    @Override
    public void read(int slot, int begin, int length, ByteBuf into) throws IOException {
        Io.readFully(channel, into, position(slot) + begin, length);
    }

    @Override
    public int available(int slot) throws IOException {
        return (int) Math.max(0, Math.min(pieceLength, channel.size() - position(slot)));
    }

    @Override
    public int slots() throws IOException {
        return (int) Math.min(Integer.MAX_VALUE, (channel.size() + pieceLength - 1) / pieceLength);
    }

    @Override
    public Extent extent(int[] slots) throws IOException {
        long expected = 0;
        for (int piece = 0; piece < slots.length; piece++) {
            if (slots[piece] != SlotIndex.NO_SLOT) {
                expected = Math.max(expected, position(slots[piece]) + grid.length(piece));
            }
        }
        int order = Long.compare(channel.size(), expected);
        return order < 0 ? Extent.SHORT : order == 0 ? Extent.EXACT : Extent.LONGER;
    }

    @Override
    public DataStamp stamp() throws IOException {
        return DataStamp.of(file);
    }

    @Override
    public void force() throws IOException {
        channel.force(true);
    }

    @Override
    public void reopen() {
        // One channel serves all; what was written through it can be read through it, whatever became of the name.
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    private long position(int slot) {
        return (long) slot * pieceLength;
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
