package io.starling.torrent;

import java.util.List;

/**
 * One file of a torrent. Its path cannot leave the download directory on any system.
 *
 * @param path its path elements below the torrent's name; of a single-file torrent, the name alone
 * @param offset where it begins among the torrent's bytes
 * @param length bytes, 0 or more
 * @param isPadding whether it is no file, but zeros that let the next file begin with a piece (BEP 47)
 */
public record FileEntry(List<String> path, long offset, long length, boolean isPadding) {
    /** Deeper trees are nobody's files, and some systems cannot make them. */
    public static final int MAX_PATH_DEPTH = 100;

    /** A file that somebody has. */
    public FileEntry(List<String> path, long offset, long length) {
        this(path, offset, length, false);
    }

    /** Throws {@link IllegalArgumentException} naming the parameter, what it was and what was expected. */
    public FileEntry {
        path = List.copyOf(path);
        if (path.isEmpty() || path.size() > MAX_PATH_DEPTH) {
            throw new IllegalArgumentException(
                    "path: " + path.size() + " elements (expected: 1.." + MAX_PATH_DEPTH + ")");
        }
        for (String name : path) {
            try {
                FileName.check(name);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("path: " + e.getMessage(), e);
            }
        }
        if (length < 0) {
            throw new IllegalArgumentException("length: " + length + " (expected: 0 or more)");
        }
        if (offset < 0 || offset > Long.MAX_VALUE - length) {
            throw new IllegalArgumentException(
                    "length: " + length + " (expected: files of less than 2^63 bytes together)");
        }
    }

    /** Where it ends among the torrent's bytes: the offset of the next file. */
    public long end() {
        return offset + length;
    }
}
