package io.starling.storage;

import io.starling.bencode.ByteString;
import io.starling.torrent.InfoDictionary;
import io.starling.torrent.Metainfo;
import io.starling.torrent.MetainfoException;
import io.starling.torrent.PieceGrid;
import io.starling.torrent.TorrentWriter;
import java.time.Instant;
import java.util.function.LongConsumer;

/**
 * Makes a torrent from a file or a directory. For the same input and piece length its info-hash is mktorrent's, and
 * libtorrent's when that is given the files in the same order: see {@link SourceTree} for which files these are.
 */
public final class TorrentBuilder {
    private static final String CREATED_BY = "Starling";

    private TorrentBuilder() {}

    /**
     * Lists the files, hashes them and returns the torrent. Blocks, so for a worker; {@code progress} is called on the
     * calling thread with the bytes hashed so far, at last with all of them. Throws {@link StorageException} naming the
     * file that cannot be part of a torrent, cannot be read, or changed meanwhile.
     *
     * @param threads how many hash at the same time, 1 or more
     */
    public static Metainfo build(TorrentSpec spec, int threads, LongConsumer progress) {
        SourceTree tree = SourceTree.of(spec.root());
        PieceGrid grid = grid(spec, tree.totalLength());
        // Whatever is wrong with names and limits is said now, not after an hour of hashing.
        metainfo(spec, tree, grid, ByteString.wrap(new byte[grid.pieces() * Metainfo.HASH_LENGTH_BYTES]));
        ByteString pieceHashes = new SourceHasher(tree, grid).hash(threads, progress);
        tree.checkUnchanged();
        return metainfo(spec, tree, grid, pieceHashes);
    }

    private static PieceGrid grid(TorrentSpec spec, long totalLength) {
        int pieceLength = spec.pieceLength().orElseGet(() -> PieceGrid.defaultPieceLength(totalLength));
        if (Integer.bitCount(pieceLength) != 1
                || pieceLength < PieceGrid.MIN_NEW_PIECE_LENGTH
                || pieceLength > PieceGrid.MAX_NEW_PIECE_LENGTH) {
            throw new StorageException("piece length: " + pieceLength + " (expected: a power of two from "
                    + PieceGrid.MIN_NEW_PIECE_LENGTH + " to " + PieceGrid.MAX_NEW_PIECE_LENGTH + ")");
        }
        long hashBytes = totalLength / pieceLength * Metainfo.HASH_LENGTH_BYTES;
        if (hashBytes > Metainfo.MAX_TORRENT_BYTES) {
            throw new StorageException("piece length: " + pieceLength + " for " + totalLength
                    + " bytes (expected: longer pieces, so that the torrent stays below " + Metainfo.MAX_TORRENT_BYTES
                    + " bytes)");
        }
        return new PieceGrid(totalLength, pieceLength);
    }

    private static Metainfo metainfo(TorrentSpec spec, SourceTree tree, PieceGrid grid, ByteString pieceHashes) {
        InfoDictionary info = new InfoDictionary(
                tree.name(), grid, pieceHashes, tree.entries(), tree.isDirectory(), spec.isPrivate());
        try {
            return Metainfo.parse(new TorrentWriter(info.toBencode())
                    .announce(spec.announce())
                    .webSeeds(spec.webSeeds())
                    .comment(spec.comment())
                    .createdBy(CREATED_BY)
                    .creationDate(Instant.now())
                    .write());
        } catch (MetainfoException e) {
            throw new StorageException("torrent of " + spec.root() + ": " + e.getMessage(), e);
        }
    }
}
