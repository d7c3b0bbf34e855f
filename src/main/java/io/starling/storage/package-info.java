/**
 * Pieces on disk: the temporary file and its index, verification, reassembly, and making a torrent from files.
 *
 * <p>May import {@code torrent} and {@code bencode}. Public face: {@link io.starling.storage.Storage},
 * {@link io.starling.storage.PieceStore}. In: whole pieces, blocks to read. Out: what became of them.
 */
@NullMarked
package io.starling.storage;

import org.jspecify.annotations.NullMarked;
