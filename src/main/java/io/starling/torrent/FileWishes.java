package io.starling.torrent;

import java.util.List;

/**
 * What a user says of the files of a torrent before it is known which these are.
 *
 * @param files globs of those that are wanted; when empty, those that the link names
 */
public record FileWishes(List<String> files, PriorityGlobs priorities) {
    /** Says nothing. */
    public static final FileWishes NONE = new FileWishes(List.of(), PriorityGlobs.NONE);

    public FileWishes {
        files = List.copyOf(files);
    }
}
