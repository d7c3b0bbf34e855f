package io.starling.node;

import io.starling.bus.BusException;
import io.starling.storage.FileSelection;
import io.starling.torrent.FileEntry;
import io.starling.torrent.MagnetLink;
import io.starling.torrent.Metainfo;
import io.starling.torrent.Quoted;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.PatternSyntaxException;
import java.util.stream.IntStream;

/**
 * The files of a torrent that a user names, by the indices of a link or by globs. A glob with a slash is for the path below the torrent's name
 * ({@code data/**}), one without for the name of a file in any directory ({@code *.iso}).
 */
final class WantedFiles {
    private static final int MAX_GLOBS = 1_000;
    private static final int MAX_NAMED = 3;

    private WantedFiles() {}

    /** Throws {@link BusException} 400, naming the glob that is none, or that no file matches. */
    static FileSelection matching(Metainfo metainfo, List<String> globs) {
        if (globs.isEmpty() || globs.size() > MAX_GLOBS) {
            throw malformed("files: " + globs.size() + " globs (expected: 1.." + MAX_GLOBS + ")");
        }
        List<IntPredicate> wanted =
                globs.stream().map(glob -> matcher(metainfo, glob)).toList();
        return FileSelection.of(metainfo, file -> wanted.stream().anyMatch(each -> each.test(file)));
    }

    /** The files that a link names by their indices (BEP 53); all, when it names none that is there. */
    static FileSelection of(Metainfo metainfo, MagnetLink link) {
        boolean isAny = IntStream.range(0, metainfo.files().size())
                .anyMatch(file ->
                        link.isSelected(file) && !metainfo.files().get(file).isPadding());
        return isAny ? FileSelection.of(metainfo, link::isSelected) : FileSelection.all(metainfo);
    }

    private static IntPredicate matcher(Metainfo metainfo, String glob) {
        PathMatcher matcher = matcher(glob);
        boolean isOfPath = glob.contains("/");
        List<FileEntry> files = metainfo.files();
        IntPredicate matches = file -> {
            FileEntry entry = files.get(file);
            Path path = Path.of(String.join("/", entry.path()));
            return !entry.isPadding() && matcher.matches(isOfPath ? path : path.getFileName());
        };
        if (IntStream.range(0, files.size()).noneMatch(matches)) {
            throw malformed("files: " + Quoted.text(glob) + " matches no file of " + Quoted.text(metainfo.name())
                    + " (expected: a glob that matches some of its files, as " + some(files) + ")");
        }
        return matches;
    }

    private static PathMatcher matcher(String glob) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + glob);
        } catch (PatternSyntaxException e) {
            throw malformed("files: " + Quoted.text(glob) + ": " + e.getDescription() + " (expected: a glob)");
        }
    }

    private static String some(List<FileEntry> files) {
        List<String> paths = files.stream()
                .filter(file -> !file.isPadding())
                .map(file -> Quoted.text(String.join("/", file.path())))
                .limit(MAX_NAMED + 1)
                .toList();
        return paths.size() > MAX_NAMED
                ? String.join(", ", paths.subList(0, MAX_NAMED)) + " and others"
                : String.join(", ", paths);
    }

    private static BusException malformed(String text) {
        return new BusException(BusException.MALFORMED, text);
    }
}
