package io.starling.storage;

import io.starling.torrent.Metainfo;
import io.starling.torrent.PieceSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes a download of a finished one of which something is missing: the final files go back under their temporary
 * names, where the missing pieces are put at their places, as in {@link StorageMode#DIRECT}. Blocking. When it is cut
 * short the index still says COMPLETE, and opening begins it again.
 */
final class Repair {
    private final TorrentFolder folder;
    private final Metainfo metainfo;
    private final FileLayout finals;
    private final FileLayout temporary;

    Repair(TorrentFolder folder, Metainfo metainfo, FileLayout finals, FileLayout temporary) {
        this.folder = folder;
        this.metainfo = metainfo;
        this.finals = finals;
        this.temporary = temporary;
    }

    /** {@code sound} are the pieces that the final files still have. */
    Opened begin(PieceSet sound, BootId boot) throws IOException {
        for (int file = 0; file < finals.paths().size(); file++) {
            Path from = finals.paths().get(file);
            Path to = temporary.paths().get(file);
            if (Files.exists(from) && !Files.exists(to)) {
                Files.createDirectories(Io.parent(to));
                Files.move(from, to);
            }
        }
        int[] slots = IndexReplay.empty(metainfo.grid()).slots();
        sound.stream().forEach(piece -> slots[piece] = piece);
        SlotData data = new PlacedFiles(metainfo, List.of(temporary));
        IndexHeader header = IndexHeader.of(StorageMode.DIRECT, metainfo);
        SlotIndex index = SlotIndex.rewrite(folder.index(), boot, header, slots, slots.length);
        index.checkpoint(index.end(), data.stamp(), false);
        return Opened.download(folder, metainfo, finals, sound.copy(), new TemporaryPieces(metainfo, data, index));
    }
}
