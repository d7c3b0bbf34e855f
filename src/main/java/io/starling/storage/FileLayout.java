package io.starling.storage;

import io.starling.torrent.FileEntry;
import io.starling.torrent.Metainfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Where the files of a torrent are, in the order of the metainfo.
 *
 * @param base what no path may lead out of
 * @param root the file, or the directory of the files
 * @param selection the files that are the user's; what is kept of the others is ours, and stands out of sight
 */
record FileLayout(Path base, Path root, List<Path> paths, FileSelection selection) {
    FileLayout {
        paths = List.copyOf(paths);
    }

    /** Below a directory, under the torrent's own name. Throws {@link StorageException} for a name that leads out. */
    static FileLayout below(Path base, Metainfo metainfo) {
        Path root = child(base, metainfo.name());
        if (metainfo.name().equalsIgnoreCase(TorrentFolder.DIRECTORY)) {
            throw new StorageException("torrent " + metainfo.infoHash() + ": the name " + TorrentFolder.DIRECTORY
                    + " is taken by the storage itself");
        }
        return of(base, root, metainfo);
    }

    /** The same, but what is kept of files that are not wanted stands in {@code rest}, under their indices. */
    FileLayout choosing(FileSelection chosen, Path rest) {
        List<Path> chosenPaths = IntStream.range(0, paths.size())
                .mapToObj(file -> chosen.has(file) ? paths.get(file) : rest.resolve(Integer.toString(file)))
                .toList();
        return new FileLayout(base, root, chosenPaths, chosen);
    }

    /** Files that exist already: {@code root} is the file, or the directory, whatever its name. */
    static FileLayout at(Path root, Metainfo metainfo) {
        Path absolute = root.toAbsolutePath().normalize();
        return of(absolute, absolute, metainfo);
    }

    private static FileLayout of(Path base, Path root, Metainfo metainfo) {
        if (!metainfo.isMultiFile()) {
            return new FileLayout(base, root, List.of(root), FileSelection.all(metainfo));
        }
        return new FileLayout(
                base,
                root,
                metainfo.files().stream().map(file -> resolve(root, file)).toList(),
                FileSelection.all(metainfo));
    }

    private static Path resolve(Path root, FileEntry file) {
        Path path = root;
        for (String element : file.path()) {
            path = child(path, element);
        }
        return path;
    }

    /** The metainfo was checked when it was parsed; what goes to the disk is checked once more where it goes there. */
    static Path child(Path directory, String name) {
        boolean isPlain = !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == 0);
        Path child = isPlain ? directory.resolve(name) : directory;
        if (!isPlain || !directory.equals(child.getParent())) {
            throw new StorageException("path element \"" + name.replaceAll("\\p{Cntrl}", "?")
                    + "\" (expected: a plain name below " + directory + ")");
        }
        return child;
    }

    /** The paths of the wanted files. */
    List<Path> wanted() {
        return selection.files().mapToObj(paths::get).toList();
    }

    /**
     * Throws {@link StorageException} when between the base and one of the files there is a link, which may lead out, or
     * a file where a directory is to be.
     */
    void refuseObstacles() {
        Set<Path> checked = new HashSet<>();
        for (Path path : wanted()) {
            refuseLink(path);
            for (Path each = path; !each.equals(base) && checked.add(Io.parent(each)); each = Io.parent(each)) {
                refuseObstacle(Io.parent(each));
            }
        }
    }

    private void refuseObstacle(Path directory) {
        if (!directory.equals(base)) {
            refuseLink(directory);
            if (Files.exists(directory) && !Files.isDirectory(directory)) {
                throw new StorageException(directory + " exists already and is not a directory (move it away)");
            }
        }
    }

    private static void refuseLink(Path path) {
        if (Files.isSymbolicLink(path)) {
            throw new StorageException(path + " is a symbolic link (expected: nothing, or our own file)");
        }
    }
}
