package io.starling.storage;

import io.starling.torrent.Metainfo;
import io.starling.torrent.PieceSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a store is made of once it is open.
 *
 * @param finals where the final files are, or will be
 * @param pieces those that are verified and here
 * @param temporary where pieces are until reassembly; null when the final files serve
 * @param isShared whether the files existed before, outside of our care, and are only read
 * @param stamps of each final file when its pieces were found sound; empty while there is a temporary file
 */
record Opened(
        TorrentFolder folder,
        Metainfo metainfo,
        FileLayout finals,
        PieceSet pieces,
        @Nullable TemporaryPieces temporary,
        boolean isShared,
        List<DataStamp> stamps) {
    Opened {
        stamps = List.copyOf(stamps);
    }

    /** One whose pieces are in a temporary file, or in files that are not all final. */
    static Opened download(
            TorrentFolder folder, Metainfo metainfo, FileLayout finals, PieceSet pieces, TemporaryPieces temporary) {
        return new Opened(folder, metainfo, finals, pieces, temporary, false, List.of());
    }
}
