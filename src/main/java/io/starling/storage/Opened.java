package io.starling.storage;

import io.starling.torrent.Metainfo;
import io.starling.torrent.PieceSet;
import org.jspecify.annotations.Nullable;

/**
 * What a store is made of once it is open.
 *
 * @param finals where the final files are, or will be
 * @param pieces those that are verified and here
 * @param temporary where pieces are until reassembly; null when the final files serve
 * @param isShared whether the files existed before, outside of our care, and are only read
 */
record Opened(
        TorrentFolder folder,
        Metainfo metainfo,
        FileLayout finals,
        PieceSet pieces,
        @Nullable TemporaryPieces temporary,
        boolean isShared) {}
