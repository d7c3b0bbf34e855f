/**
 * Pieces on disk: the temporary file and its index, verification, reassembly, and making a torrent from files.
 *
 * <p>May import {@code torrent} and {@code bencode}. Public face: {@link io.starling.storage.Storage}, made with
 * {@link io.starling.storage.StorageOptions}, {@link io.starling.storage.PieceStore} and
 * {@link io.starling.storage.TorrentBuilder}. In: whole pieces, blocks to read. Out: what became of them.
 *
 * <p>Two halves. Blocking, without a clock or an event loop, on the workers: {@code Opener} finds out what is on disk,
 * {@code TemporaryPieces} keeps pieces ({@code SlotIndex} says where, {@code PartFile} or {@code PlacedFiles} has them),
 * {@code Reassembler} makes the final files. Asynchronous, owned by one context: {@code FilePieceStore} and what it has
 * done by {@code Putting}, {@code Serving}, {@code Reassembly} and {@code Recheck}.
 */
@NullMarked
package io.starling.storage;

import org.jspecify.annotations.NullMarked;
