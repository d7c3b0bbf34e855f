package io.starling.torrent;

import io.starling.bencode.BValue;
import io.starling.bencode.BValue.BDict;
import io.starling.bencode.BencodeException;
import io.starling.bencode.BencodeReader;
import io.starling.bencode.ByteString;
import java.util.ArrayList;
import java.util.List;

/** Reads .torrent files (BEP 3, 12, 19, 27, 47), believing nothing: see {@link Metainfo#parse(ByteString)}. */
final class MetainfoParser {
    /** Over all files. Each becomes a text of some 50 bytes; files with names as people give them never get here. */
    static final int MAX_PATH_ELEMENTS = 1_000_000;

    private final ByteString torrent;
    private final DictFields root;
    private final DictFields info;

    private MetainfoParser(ByteString torrent, BDict dict) {
        this.torrent = torrent;
        this.root = new DictFields("", dict);
        this.info = root.dict("info");
    }

    static Metainfo parse(ByteString torrent) {
        if (torrent.size() > Metainfo.MAX_TORRENT_BYTES) {
            throw new MetainfoException(
                    "torrent: " + torrent.size() + " bytes (expected: at most " + Metainfo.MAX_TORRENT_BYTES + ")");
        }
        BDict dict;
        try {
            dict = BencodeReader.readDict(torrent);
        } catch (BencodeException e) {
            throw new MetainfoException("torrent: " + e.getMessage(), e);
        }
        return new MetainfoParser(torrent, dict).metainfo();
    }

    private Metainfo metainfo() {
        String name = info.text("name");
        boolean isMultiFile = isMultiFile();
        List<FileEntry> files = isMultiFile ? files() : List.of(file(info, List.of(name), 0, false));
        PieceGrid grid = grid(files.get(files.size() - 1).end());
        ByteString pieceHashes = info.bytes("pieces");
        if (pieceHashes.size() % Metainfo.HASH_LENGTH_BYTES != 0) {
            throw info.error("pieces", pieceHashes.size() + " bytes", "a multiple of " + Metainfo.HASH_LENGTH_BYTES);
        }
        InfoHash infoHash =
                InfoHash.ofInfo(BencodeReader.rawValue(torrent, "info").orElseThrow());
        boolean isPrivate = info.optionalInteger("private").orElse(0L) != 0;
        try {
            return new Metainfo(
                    infoHash,
                    name,
                    grid,
                    pieceHashes,
                    files,
                    isMultiFile,
                    isPrivate,
                    AnnounceTiers.of(root.dict()),
                    WebSeedUrls.of(root.dict()),
                    root.dict().text("comment").orElse(""),
                    root.dict().text("created by").orElse(""),
                    torrent);
        } catch (IllegalArgumentException e) {
            throw in("info", e);
        }
    }

    private boolean isMultiFile() {
        boolean hasFiles = info.has("files");
        if (hasFiles && info.has("length")) {
            throw new MetainfoException("info: both length and files (expected: one of them)");
        }
        if (!hasFiles && !info.has("length")) {
            throw new MetainfoException(
                    info.has("file tree")
                            ? "info: BitTorrent v2 only (expected: a v1 or hybrid torrent)"
                            : "info: neither length nor files (expected: one of them)");
        }
        return hasFiles;
    }

    private List<FileEntry> files() {
        List<BValue> values = info.list("files");
        if (values.isEmpty()) {
            throw info.error("files", "none", "at least one");
        }
        List<FileEntry> files = new ArrayList<>(values.size());
        long offset = 0;
        int elements = 0;
        for (int i = 0; i < values.size(); i++) {
            DictFields fields = info.element("files", i, values.get(i));
            FileEntry file = file(fields, fields.texts("path"), offset, isPadding(fields));
            files.add(file);
            elements += file.path().size();
            if (elements > MAX_PATH_ELEMENTS) {
                throw fields.error(
                        "path", "more than " + MAX_PATH_ELEMENTS + " elements so far", "fewer over all files");
            }
            offset = file.end();
        }
        return files;
    }

    private static FileEntry file(DictFields fields, List<String> path, long offset, boolean isPadding) {
        long length = fields.integer("length");
        try {
            return new FileEntry(path, offset, length, isPadding);
        } catch (IllegalArgumentException e) {
            throw in(fields.where(), e);
        }
    }

    /** BEP 47: letters, of which {@code p} means padding; anything else under this key means nothing. */
    private static boolean isPadding(DictFields fields) {
        return fields.dict()
                .text("attr")
                .filter(letters -> letters.contains("p"))
                .isPresent();
    }

    private PieceGrid grid(long totalLength) {
        long pieceLength = info.integer("piece length");
        if (pieceLength < 1 || pieceLength > PieceGrid.MAX_PIECE_LENGTH) {
            throw info.error("piece length", Long.toString(pieceLength), "1.." + PieceGrid.MAX_PIECE_LENGTH);
        }
        try {
            return new PieceGrid(totalLength, (int) pieceLength);
        } catch (IllegalArgumentException e) {
            throw in("info", e);
        }
    }

    /** The values' own complaints begin with the name of the field. */
    private static MetainfoException in(String where, IllegalArgumentException complaint) {
        return new MetainfoException(where + "." + complaint.getMessage(), complaint);
    }
}
