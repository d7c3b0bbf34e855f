/**
 * The values that everybody speaks, and all arithmetic of pieces and blocks.
 *
 * <p>May import {@code bencode}. Public face: {@link io.starling.torrent.InfoHash}, {@link io.starling.torrent.PeerId},
 * {@link io.starling.torrent.Metainfo}, {@link io.starling.torrent.PieceGrid}, {@link io.starling.torrent.PieceSet},
 * {@link io.starling.torrent.Block}, {@link io.starling.torrent.MagnetLink}; to make a torrent,
 * {@link io.starling.torrent.InfoDictionary} and {@link io.starling.torrent.TorrentWriter}; to show a stranger's text,
 * {@link io.starling.torrent.Quoted}. In: .torrent files and magnet links. Out: checked values, or one
 * {@link io.starling.torrent.MetainfoException}.
 */
@NullMarked
package io.starling.torrent;

import org.jspecify.annotations.NullMarked;
