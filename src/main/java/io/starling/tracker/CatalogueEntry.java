package io.starling.tracker;

import io.starling.torrent.InfoHash;

/**
 * What the tracker keeps in memory of a published torrent; the .torrent itself stays on disk.
 *
 * @param published the name under which it was published
 * @param length bytes of all files
 * @param isPrivate whether its peers may come from its own trackers only (BEP 27)
 * @param torrentBytes the size of the .torrent
 */
record CatalogueEntry(
        InfoHash infoHash, PublishedName published, long length, int pieces, boolean isPrivate, int torrentBytes) {
    String name() {
        return published.text();
    }

    CatalogueEntry named(PublishedName name) {
        return new CatalogueEntry(infoHash, name, length, pieces, isPrivate, torrentBytes);
    }
}
