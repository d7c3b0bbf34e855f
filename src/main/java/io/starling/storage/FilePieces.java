package io.starling.storage;

import io.starling.torrent.FileEntry;
import io.starling.torrent.Metainfo;
import io.starling.torrent.PieceSet;
import java.util.stream.IntStream;

/** Which pieces have bytes of which file. */
final class FilePieces {
    private FilePieces() {}

    /** The pieces with bytes of the file: none for an empty file, and a piece on a boundary belongs to both sides. */
    static PieceSet of(Metainfo metainfo, int file) {
        return of(metainfo, IntStream.of(file));
    }

    /** The pieces with bytes of one or more of these files. */
    static PieceSet of(Metainfo metainfo, IntStream files) {
        PieceSet pieces = PieceSet.none(metainfo.grid().pieces());
        files.forEach(file -> add(metainfo, metainfo.files().get(file), pieces));
        return pieces;
    }

    private static void add(Metainfo metainfo, FileEntry entry, PieceSet pieces) {
        if (entry.length() > 0) {
            int pieceLength = metainfo.grid().pieceLength();
            int last = (int) ((entry.offset() + entry.length() - 1) / pieceLength);
            for (int piece = (int) (entry.offset() / pieceLength); piece <= last; piece++) {
                pieces.add(piece);
            }
        }
    }
}
