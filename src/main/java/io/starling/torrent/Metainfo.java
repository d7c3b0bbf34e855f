package io.starling.torrent;

import io.starling.bencode.BencodeReader;
import io.starling.bencode.ByteString;
import java.util.List;

/**
 * What a .torrent file says (BEP 3, 12, 19, 27): the files, how they are cut into pieces, and the pieces' hashes.
 *
 * @param infoHash the SHA-1 of the info dictionary exactly as it was read
 * @param name the file's name, or the directory's when {@code isMultiFile}; one safe path element
 * @param pieceHashes 20 bytes a piece
 * @param files in the order of their bytes; their paths cannot leave the download directory on any system
 * @param announce tiers of tracker URLs (BEP 12); may be empty
 * @param webSeeds URLs of servers that have the files, too (BEP 19); may be empty
 * @param comment may be empty, as {@code createdBy}
 * @param torrent the .torrent file itself
 */
public record Metainfo(
        InfoHash infoHash,
        String name,
        PieceGrid grid,
        ByteString pieceHashes,
        List<FileEntry> files,
        boolean isMultiFile,
        boolean isPrivate,
        List<List<String>> announce,
        List<String> webSeeds,
        String comment,
        String createdBy,
        ByteString torrent) {
    /** The SHA-1 of a piece. */
    public static final int HASH_LENGTH_BYTES = 20;

    /** A .torrent file may be so large: half a million pieces, or some hundred thousand files. */
    public static final int MAX_TORRENT_BYTES = 10_000_000;

    /** A link is for a person to paste. */
    private static final int MAX_MAGNET_TRACKERS = 20;

    /** Throws {@link IllegalArgumentException} when the parts contradict each other or a name could lead elsewhere. */
    public Metainfo {
        try {
            FileName.check(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("name: " + e.getMessage(), e);
        }
        if (pieceHashes.size() != grid.pieces() * HASH_LENGTH_BYTES) {
            throw new IllegalArgumentException("pieces: " + pieceHashes.size() + " bytes of hashes (expected: "
                    + grid.pieces() * HASH_LENGTH_BYTES + ")");
        }
        files = List.copyOf(files);
        announce = announce.stream().map(List::copyOf).toList();
        webSeeds = List.copyOf(webSeeds);
        if (!isMultiFile && !(files.size() == 1 && files.get(0).path().equals(List.of(name)))) {
            throw new IllegalArgumentException("files: " + files.size() + " (expected: the one that the name names)");
        }
        FileList.check(files, grid.totalLength());
    }

    /**
     * Reads a .torrent file. The worst that 10 MB can be takes a second or two and less than 200 MB of heap while it is
     * being read; as it hashes the info dictionary too, it is not for the event loop unless the file is small. Throws
     * {@link MetainfoException}, one line that says where.
     */
    public static Metainfo parse(ByteString torrent) {
        return MetainfoParser.parse(torrent);
    }

    /** The info dictionary as the bytes that the info-hash is of (BEP 9 sends these); found anew at each call. */
    public ByteString info() {
        return BencodeReader.rawValue(torrent, "info").orElseThrow();
    }

    /**
     * A magnet link with the torrent's name and first trackers. That of a private one names none: their URLs may be a person's
     * key, and its peers do not give the info dictionary to who comes by a link.
     */
    public MagnetLink magnet() {
        List<String> trackers = isPrivate
                ? List.of()
                : announce.stream()
                        .flatMap(List::stream)
                        .limit(MAX_MAGNET_TRACKERS)
                        .toList();
        return MagnetLink.of(infoHash, name, trackers);
    }

    /** The same torrent with more web seeds, as a link names them; a private one takes none. Hashes nothing, but sorts files. */
    public Metainfo withWebSeeds(List<String> more) {
        List<String> all = WebSeedUrls.merge(webSeeds, more);
        if (isPrivate || all.equals(webSeeds)) {
            return this;
        }
        ByteString written = new TorrentWriter(info())
                .announce(announce)
                .webSeeds(all)
                .comment(comment)
                .createdBy(createdBy)
                .write();
        return new Metainfo(
                infoHash,
                name,
                grid,
                pieceHashes,
                files,
                isMultiFile,
                false,
                announce,
                all,
                comment,
                createdBy,
                written);
    }

    public ByteString pieceHash(int piece) {
        int from = grid.checkPiece(piece) * HASH_LENGTH_BYTES;
        return pieceHashes.slice(from, from + HASH_LENGTH_BYTES);
    }

    /** Two are the same torrent when their info dictionaries are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Metainfo that && that.infoHash.equals(infoHash);
    }

    @Override
    public int hashCode() {
        return infoHash.hashCode();
    }
}
