package io.starling.torrent;

import java.util.ArrayList;
import java.util.List;

/**
 * Neighbouring bytes of one file.
 *
 * @param begin the first of them, from the beginning of the file
 * @param length how many, 1 or more
 */
public record FileRange(FileEntry file, long begin, long length) {
    /** Where so many bytes of a torrent lie, from its byte {@code offset} on; the files must have them. */
    public static List<FileRange> of(List<FileEntry> files, long offset, long length) {
        List<FileRange> ranges = new ArrayList<>();
        long at = offset;
        for (int i = firstEndingAfter(files, offset); at < offset + length; i++) {
            FileEntry file = files.get(i);
            long end = Math.min(file.end(), offset + length);
            if (end > at) {
                ranges.add(new FileRange(file, at - file.offset(), end - at));
                at = end;
            }
        }
        return ranges;
    }

    /** The first byte behind it. */
    public long end() {
        return begin + length;
    }

    /** Whether it is all of the file. */
    public boolean isWhole() {
        return length == file.length();
    }

    private static int firstEndingAfter(List<FileEntry> files, long offset) {
        int low = 0;
        int high = files.size() - 1;
        while (low < high) {
            int middle = (low + high) / 2;
            if (files.get(middle).end() > offset) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
