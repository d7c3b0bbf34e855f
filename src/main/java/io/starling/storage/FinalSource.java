package io.starling.storage;

import io.netty.buffer.ByteBuf;
import io.starling.torrent.Metainfo;
import io.starling.torrent.PieceGrid;
import java.io.IOException;
import java.util.List;

/** Pieces in their final order, in the final files or those about to become so. */
final class FinalSource implements PieceSource {
    private final PieceGrid grid;
    private final TorrentFiles files;

    FinalSource(Metainfo metainfo, List<FileLayout> places) {
        this.grid = metainfo.grid();
        this.files = TorrentFiles.reading(metainfo, places);
    }

    @Override
    public void read(int piece, int begin, int length, ByteBuf into) throws IOException {
        files.read(grid.offset(piece) + begin, length, into);
    }

    @Override
    public void close() throws IOException {
        files.close();
    }

    @Override
    public String toString() {
        return files.toString();
    }
}
