package io.starling.tracker;

import io.starling.torrent.InfoHash;

/**
 * What the tracker keeps in memory of a published torrent; the .torrent itself stays on disk.
 *
 * @param name under which it was published
 * @param length bytes of all files
 * @param torrentBytes the size of the .torrent
 */
record CatalogueEntry(InfoHash infoHash, String name, long length, int pieces, int torrentBytes) {}
