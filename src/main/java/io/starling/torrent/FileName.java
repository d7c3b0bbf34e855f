package io.starling.torrent;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * What a torrent may call a file or directory: one path element that stays where it is put, on any system, whichever
 * system this is. Names that Windows merely dislikes (reserved, trailing dots) are legal: they lead nowhere else.
 */
final class FileName {
    /** The limit of ext4, XFS, NTFS and APFS. */
    static final int MAX_BYTES = 255;

    /** "." and ".." and what Windows takes for them, since it drops dots and spaces at the end of a name. */
    private static final Pattern DOTS = Pattern.compile("[. ]+");

    /** "C:", which on Windows begins a path on another drive. */
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);

    private FileName() {}

    /** Throws {@link IllegalArgumentException} saying what the name is and what was expected. */
    static void check(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("empty (expected: a name)");
        }
        if (name.indexOf('/') >= 0
                || name.indexOf('\\') >= 0
                || name.indexOf('\0') >= 0
                || DOTS.matcher(name).matches()
                || DRIVE.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    Quoted.text(name) + " (expected: a name that stays in the download directory)");
        }
        if (name.length() > MAX_BYTES || name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    Quoted.text(name) + " (expected: at most " + MAX_BYTES + " bytes in UTF-8)");
        }
    }
}
