package io.starling.torrent;

import io.starling.bencode.ByteString;
import java.util.List;

/**
 * What a .torrent file says (BEP 3, 12, 27): the files, how they are cut into pieces, and the pieces' hashes.
 *
 * @param infoHash the SHA-1 of the info dictionary exactly as it was read
 * @param name the file's name, or the directory's when {@code isMultiFile}; one safe path element
 * @param pieceHashes 20 bytes a piece
 * @param files in the order of their bytes; their paths cannot leave the download directory on any system
 * @param announce tiers of tracker URLs (BEP 12); may be empty
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
        String comment,
        String createdBy,
        ByteString torrent) {
    /** The SHA-1 of a piece. */
    public static final int HASH_LENGTH_BYTES = 20;

    public Metainfo {
        if (pieceHashes.size() != grid.pieces() * HASH_LENGTH_BYTES) {
            throw new IllegalArgumentException("pieces: " + pieceHashes.size() + " bytes of hashes (expected: "
                    + grid.pieces() * HASH_LENGTH_BYTES + ")");
        }
        files = List.copyOf(files);
        announce = announce.stream().map(List::copyOf).toList();
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
