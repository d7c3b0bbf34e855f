package io.starling.node;

import io.starling.bus.BusException;
import io.starling.storage.FilePriorities;
import io.starling.storage.FileSelection;
import io.starling.torrent.FileEntry;
import io.starling.torrent.MagnetLink;
import io.starling.torrent.Metainfo;
import io.starling.torrent.Priority;
import io.starling.torrent.PriorityGlobs;
import io.starling.torrent.Quoted;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.regex.PatternSyntaxException;
import java.util.stream.IntStream;

/**
 * The files of a torrent that a user names, by the indices of a link or by globs. A glob with a slash is for the path below the torrent's name
 * ({@code data/**}, {@code /a.txt}), one without for the name of a file in any directory ({@code *.iso}).
 */
final class WantedFiles {
    private static final int MAX_GLOBS = 1_000;
    private static final int MAX_NAMED = 3;

    private WantedFiles() {}

    /** Throws {@link BusException} 400, naming the glob that is none, or that no file matches. */
    static FileSelection matching(Metainfo metainfo, List<String> globs) {
        if (globs.isEmpty()) {
            throw malformed("files: 0 globs (expected: 1.." + MAX_GLOBS + ")");
        }
        return FileSelection.of(metainfo, matcher("files", metainfo, globs));
    }

    /** What is said of the files that the globs name; throws as {@link #matching}. */
    static FilePriorities priorities(Metainfo metainfo, PriorityGlobs globs) {
        FilePriorities said = FilePriorities.NONE;
        for (Priority priority : List.of(Priority.NORMAL, Priority.LOW, Priority.HIGH)) {
            String field = "priorities." + priority.name().toLowerCase(Locale.ROOT);
            IntPredicate named = matcher(field, metainfo, globs.of(priority));
            IntStream files = IntStream.range(0, metainfo.files().size()).filter(named);
            said = said.then(FilePriorities.of(priority, files));
        }
        return said;
    }

    /** The files that a link names by their indices (BEP 53); all, when it names none that is there. */
    static FileSelection of(Metainfo metainfo, MagnetLink link) {
        boolean isAny = IntStream.range(0, metainfo.files().size())
                .anyMatch(file ->
                        link.isSelected(file) && !metainfo.files().get(file).isPadding());
        return isAny ? FileSelection.of(metainfo, link::isSelected) : FileSelection.all(metainfo);
    }

    /** Whether one of the globs is for a file. */
    private static IntPredicate matcher(String field, Metainfo metainfo, List<String> globs) {
        if (globs.size() > MAX_GLOBS) {
            throw malformed(field + ": " + globs.size() + " globs (expected: at most " + MAX_GLOBS + ")");
        }
        List<IntPredicate> matchers =
                globs.stream().map(glob -> matcher(field, metainfo, glob)).toList();
        return file -> matchers.stream().anyMatch(each -> each.test(file));
    }

    private static IntPredicate matcher(String field, Metainfo metainfo, String glob) {
        PathMatcher matcher = matcher(field, glob);
        boolean isOfPath = glob.contains("/");
        List<FileEntry> files = metainfo.files();
        IntPredicate matches = file -> {
            FileEntry entry = files.get(file);
            Path path = Path.of(String.join("/", entry.path()));
            return !entry.isPadding() && matcher.matches(isOfPath ? path : path.getFileName());
        };
        if (IntStream.range(0, files.size()).noneMatch(matches)) {
            throw malformed(field + ": " + Quoted.text(glob) + " matches no file of " + Quoted.text(metainfo.name())
                    + " (expected: a glob that matches some of its files, as " + some(files) + ")");
        }
        return matches;
    }

    private static PathMatcher matcher(String field, String glob) {
        try {
            String relative = glob.startsWith("/") ? glob.substring(1) : glob;
            return FileSystems.getDefault().getPathMatcher("glob:" + relative);
        } catch (PatternSyntaxException e) {
            throw malformed(field + ": " + Quoted.text(glob) + ": " + e.getDescription() + " (expected: a glob)");
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
