package io.starling.torrent;

import io.starling.bencode.BencodeWriter;
import io.starling.bencode.ByteString;
import java.util.List;

/**
 * The info dictionary of a new torrent (BEP 3, 27): what the info-hash is of. Has the keys that mktorrent and libtorrent
 * write and no others, so that all three give one input the same info-hash.
 *
 * @param name the file's name, or the directory's when {@code isMultiFile}
 * @param pieceHashes 20 bytes a piece
 * @param files in the order of their bytes
 */
public record InfoDictionary(
        String name,
        PieceGrid grid,
        ByteString pieceHashes,
        List<FileEntry> files,
        boolean isMultiFile,
        boolean isPrivate) {
    public InfoDictionary {
        files = List.copyOf(files);
    }

    public ByteString toBencode() {
        BencodeWriter writer = new BencodeWriter().beginDict();
        if (isMultiFile) {
            writer.key("files").beginList();
            files.forEach(file -> write(file, writer));
            writer.end();
        } else {
            writer.key("length").integer(grid.totalLength());
        }
        writer.key("name").text(name);
        writer.key("piece length").integer(grid.pieceLength());
        writer.key("pieces").bytes(pieceHashes);
        if (isPrivate) {
            writer.key("private").integer(1);
        }
        return writer.end().toByteString();
    }

    private static void write(FileEntry file, BencodeWriter writer) {
        writer.beginDict();
        if (file.isPadding()) {
            writer.key("attr").text("p");
        }
        writer.key("length").integer(file.length()).key("path").beginList();
        file.path().forEach(writer::text);
        writer.end().end();
    }
}
