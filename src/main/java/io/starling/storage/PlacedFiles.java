package io.starling.storage;

import io.netty.buffer.ByteBuf;
import io.starling.torrent.FileEntry;
import io.starling.torrent.Metainfo;
import io.starling.torrent.PieceGrid;
import io.starling.torrent.PieceSet;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;

/**
 * The temporary files of {@link StorageMode#DIRECT}: slot and piece are the same number, and every piece stands where it
 * will stay, in files that only lack their final names. They are sparse as long as pieces are missing.
 */
final class PlacedFiles implements SlotData {
    private static final BitSet NONE = new BitSet();

    private final Metainfo metainfo;
    private final PieceGrid grid;
    private final TorrentFiles files;
    private final FileLayout temporary;

    /** {@code places}: the temporary place first, then where a rename that was cut short may have moved some files. */
    PlacedFiles(Metainfo metainfo, List<FileLayout> places) {
        this.metainfo = metainfo;
        this.grid = metainfo.grid();
        this.temporary = places.get(0);
        this.files = TorrentFiles.writing(metainfo, places);
    }

    @Override
    public StorageMode mode() {
        return StorageMode.DIRECT;
    }

    @Override
    public void write(int slot, ByteBuf piece) throws IOException {
        files.write(grid.offset(slot), piece, NONE);
    }

    @Override
    public void read(int slot, int begin, int length, ByteBuf into) throws IOException {
        files.read(grid.offset(slot) + begin, length, into);
    }

    @Override
    public int available(int slot) throws IOException {
        return files.available(grid.offset(slot), grid.length(slot));
    }

    @Override
    public int slots() {
        return grid.pieces();
    }

    @Override
    public Extent extent(int[] slots) throws IOException {
        for (int file = 0; file < metainfo.files().size(); file++) {
            int last = lastPieceOf(file, slots);
            if (last >= 0
                    && !metainfo.files().get(file).isPadding()
                    && files.stamp(file).sizeBytes() < endOf(last, file)) {
                return Extent.SHORT;
            }
        }
        return Extent.EXACT;
    }

    private int lastPieceOf(int file, int[] slots) {
        int last = -1;
        PieceSet pieces = FilePieces.of(metainfo, file);
        for (int piece = pieces.next(0); piece >= 0; piece = pieces.next(piece + 1)) {
            last = slots[piece] == SlotIndex.NO_SLOT ? last : piece;
        }
        return last;
    }

    /** Where the piece ends in the file, in bytes of the file. */
    private long endOf(int piece, int file) {
        FileEntry entry = metainfo.files().get(file);
        return Math.min(entry.length(), grid.offset(piece) + grid.length(piece) - entry.offset());
    }

    @Override
    public DataStamp stamp() throws IOException {
        return files.stamp();
    }

    @Override
    public void force() throws IOException {
        files.force();
    }

    @Override
    public void reopen() throws IOException {
        files.reopen();
    }

    @Override
    public void close() throws IOException {
        files.close();
    }

    @Override
    public void delete() throws IOException {
        Io.deleteTree(temporary.root());
    }

    @Override
    public String toString() {
        return files.toString();
    }
}
