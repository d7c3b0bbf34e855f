/**
 * The values that everybody speaks, and all arithmetic of pieces and blocks.
 *
 * <p>May import {@code bencode}. Public face: {@link io.starling.torrent.InfoHash}, {@link io.starling.torrent.PeerId},
 * {@link io.starling.torrent.Metainfo}, {@link io.starling.torrent.PieceGrid}, {@link io.starling.torrent.PieceSet},
 * {@link io.starling.torrent.Block}. In: .torrent files and magnet links. Out: checked values.
 */
@NullMarked
package io.starling.torrent;

import org.jspecify.annotations.NullMarked;
