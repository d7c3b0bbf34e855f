package io.starling.torrent;

import java.util.List;

/**
 * One file of a torrent.
 *
 * @param path its path elements below the torrent's name; of a single-file torrent, the name alone
 * @param offset where it begins among the torrent's bytes
 * @param length bytes, 0 or more
 */
public record FileEntry(List<String> path, long offset, long length) {
    public FileEntry {
        path = List.copyOf(path);
        if (path.isEmpty()) {
            throw new IllegalArgumentException("path: empty (expected: at least one element)");
        }
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("file " + path + ": expected an offset and a length of 0 or more");
        }
    }
}
