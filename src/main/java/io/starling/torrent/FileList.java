package io.starling.torrent;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The rules that the files of one torrent keep among each other. */
final class FileList {
    /** Element by element, so that a directory's files stand together, right after a file that has the directory's name. */
    private static final Comparator<List<String>> BY_ELEMENTS = FileList::compare;

    private FileList() {}

    /**
     * Throws {@link IllegalArgumentException} when the files leave gaps, do not make up {@code totalLength}, or when two
     * of them need the same place. Sorts, rather than keep a set of all directories: a hostile list has millions of them.
     */
    static void check(List<FileEntry> files, long totalLength) {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("files: none (expected: at least one)");
        }
        long end = 0;
        for (FileEntry file : files) {
            if (file.offset() != end) {
                throw new IllegalArgumentException("files: one at byte " + file.offset() + " (expected: " + end + ")");
            }
            end = file.end();
        }
        if (end != totalLength) {
            throw new IllegalArgumentException("files: " + end + " bytes (expected: " + totalLength + ")");
        }
        checkPlaces(files);
    }

    private static void checkPlaces(List<FileEntry> files) {
        List<List<String>> paths = new ArrayList<>(files.size());
        // Padding has no place: it may have the same path again and again.
        files.stream().filter(file -> !file.isPadding()).forEach(file -> paths.add(file.path()));
        paths.sort(BY_ELEMENTS);
        for (int i = 1; i < paths.size(); i++) {
            List<String> before = paths.get(i - 1);
            List<String> path = paths.get(i);
            if (before.equals(path)) {
                throw new IllegalArgumentException("files: " + show(path) + " twice (expected: once)");
            }
            if (path.size() > before.size() && path.subList(0, before.size()).equals(before)) {
                throw new IllegalArgumentException(
                        "files: " + show(before) + " and " + show(path) + " (expected: a file or a directory)");
            }
        }
    }

    private static int compare(List<String> a, List<String> b) {
        int common = Math.min(a.size(), b.size());
        for (int i = 0; i < common; i++) {
            int order = a.get(i).compareTo(b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.size(), b.size());
    }

    private static String show(List<String> path) {
        return Quoted.text(String.join("/", path));
    }
}
