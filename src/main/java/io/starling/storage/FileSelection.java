package io.starling.storage;

import io.starling.torrent.FileEntry;
import io.starling.torrent.Metainfo;
import io.starling.torrent.PieceSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Which files of a torrent are wanted, and which pieces have to be here for that: those with bytes of a wanted file, and
 * so also bytes of its neighbours. Padding (BEP 47) is never wanted by itself.
 */
public final class FileSelection {
    private final BitSet files;
    private final PieceSet pieces;
    private final boolean isWhole;

    private FileSelection(BitSet files, PieceSet pieces, boolean isWhole) {
        this.files = files;
        this.pieces = pieces;
        this.isWhole = isWhole;
    }

    /** All files, and all pieces. */
    public static FileSelection all(Metainfo metainfo) {
        return new FileSelection(files(metainfo), PieceSet.all(metainfo.grid().pieces()), true);
    }

    /**
     * The files whose index, in the order of the metainfo, is wanted. Throws {@link IllegalArgumentException} when that
     * is none.
     */
    public static FileSelection of(Metainfo metainfo, IntPredicate isWanted) {
        BitSet files = files(metainfo);
        files.stream().filter(isWanted.negate()).forEach(files::clear);
        if (files.isEmpty()) {
            throw new IllegalArgumentException("files: none is chosen (expected: at least one of "
                    + files(metainfo).cardinality() + ")");
        }
        if (files.equals(files(metainfo))) {
            return all(metainfo);
        }
        return new FileSelection(files, FilePieces.of(metainfo, files.stream()), false);
    }

    /** The files of a torrent that are wanted in a download directory. Throws {@link IOException} when what is kept of it makes no sense. */
    public static FileSelection keptIn(Path downloadDir, Metainfo metainfo) throws IOException {
        return TorrentFolder.selection(TorrentFolder.pathOf(downloadDir, metainfo.infoHash()), metainfo);
    }

    private static BitSet files(Metainfo metainfo) {
        List<FileEntry> entries = metainfo.files();
        BitSet files = new BitSet(entries.size());
        IntStream.range(0, entries.size())
                .filter(file -> !entries.get(file).isPadding())
                .forEach(files::set);
        return files;
    }

    /** The files of both. */
    public FileSelection and(FileSelection other, Metainfo metainfo) {
        return of(metainfo, file -> has(file) || other.has(file));
    }

    /** Whether nothing is left out. */
    public boolean isWhole() {
        return isWhole;
    }

    /** Whether this file is wanted. */
    public boolean has(int file) {
        return files.get(file);
    }

    /** The indices of the wanted files, in the order of the metainfo. */
    public IntStream files() {
        return files.stream();
    }

    /** The pieces that have to be here. */
    public PieceSet pieces() {
        return pieces.copy();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FileSelection that && that.files.equals(files) && that.pieces.equals(pieces);
    }

    @Override
    public int hashCode() {
        return files.hashCode();
    }

    @Override
    public String toString() {
        return files.cardinality() + " files, " + pieces;
    }
}
