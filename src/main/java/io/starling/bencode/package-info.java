/**
 * Bencoding (BEP 3): bytes to values and back, knowing nothing of torrents.
 *
 * <p>Imports nothing of Starling. Public face: {@link io.starling.bencode.BencodeReader},
 * {@link io.starling.bencode.BencodeWriter}, {@link io.starling.bencode.BValue},
 * {@link io.starling.bencode.BencodeException}, {@link io.starling.bencode.ByteString}. In: bytes from anywhere, bounded
 * in depth and number of values. Out: values.
 */
@NullMarked
package io.starling.bencode;

import org.jspecify.annotations.NullMarked;
