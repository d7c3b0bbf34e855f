package io.starling.storage;

import io.starling.bencode.ByteString;
import io.starling.torrent.FileEntry;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that a torrent is made of, as they were when they were listed. Hidden files are files like any other. Order:
 * by the bytes of the path with "/" between its elements, as mktorrent sorts, so that {@code a-b}, {@code a.txt} and
 * {@code a/b} follow each other so.
 *
 * <p>A symbolic link within the tree stands for the file that it leads to, if that is in the tree too: a link that leads
 * out would publish what nobody meant to share, and one to a directory could go round in circles. These are refused, as
 * is everything that is neither file nor directory. Nothing is left out but empty directories, which a torrent cannot
 * hold; the log names them.
 */
final class SourceTree {
    private static final Logger LOG = LoggerFactory.getLogger(SourceTree.class);

    /**
     * A file of the tree.
     *
     * @param path where it is
     * @param modified when it was changed last
     */
    record Source(Path path, FileEntry entry, FileTime modified) {}

    /** A file found, before its place among the torrent's bytes is known. */
    private record Found(Path path, List<String> names, ByteString sortKey, BasicFileAttributes attributes) {}

    private final Path root;
    private final Path realRoot;
    private final boolean isDirectory;
    private final String name;
    private final List<Source> sources;

    private SourceTree(Path root) throws IOException {
        this.root = root.toAbsolutePath().normalize();
        this.realRoot = root.toRealPath();
        this.isDirectory = Files.isDirectory(root);
        this.name = name(this.root);
        List<Found> found = isDirectory ? walk() : List.of(found(this.root, List.of(name)));
        this.sources = inOrder(found);
    }

    /** Lists the file or directory; throws {@link StorageException} naming what cannot be part of a torrent. */
    static SourceTree of(Path root) {
        try {
            return new SourceTree(root);
        } catch (IOException e) {
            throw unreadable(root, e);
        } catch (DirectoryIteratorException e) {
            throw unreadable(root, e);
        }
    }

    String name() {
        return name;
    }

    boolean isDirectory() {
        return isDirectory;
    }

    List<Source> sources() {
        return sources;
    }

    List<FileEntry> entries() {
        return sources.stream().map(Source::entry).toList();
    }

    long totalLength() {
        return sources.get(sources.size() - 1).entry().end();
    }

    /** Throws {@link StorageException} when a file is no longer as long or as old as when it was listed. */
    void checkUnchanged() {
        for (Source source : sources) {
            try {
                BasicFileAttributes now = Files.readAttributes(source.path(), BasicFileAttributes.class);
                if (now.size() != source.entry().length()
                        || !now.lastModifiedTime().equals(source.modified())) {
                    throw new StorageException(source.path() + " changed while it was being hashed: " + now.size()
                            + " bytes of " + now.lastModifiedTime() + " (expected: "
                            + source.entry().length() + " bytes of " + source.modified() + ")");
                }
            } catch (IOException e) {
                throw new StorageException(source.path() + " was removed while it was being hashed", e);
            }
        }
    }

    private List<Found> walk() throws IOException {
        List<Found> found = new ArrayList<>();
        Deque<List<String>> directories = new ArrayDeque<>();
        directories.push(List.of());
        while (!directories.isEmpty()) {
            List<String> directory = directories.pop();
            int children = 0;
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(at(directory))) {
                for (Path child : stream) {
                    children++;
                    List<String> names = append(directory, name(child));
                    if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                        directories.push(names);
                    } else {
                        found.add(found(child, names));
                    }
                }
            }
            if (children == 0 && !directory.isEmpty()) {
                LOG.warn("{} is an empty directory, which a torrent cannot hold: left out", at(directory));
            }
        }
        if (found.isEmpty()) {
            throw new StorageException(root + ": no file in this directory (expected: at least one)");
        }
        found.sort(Comparator.comparing(Found::sortKey));
        return found;
    }

    private Found found(Path path, List<String> names) throws IOException {
        if (isDirectory && Files.isSymbolicLink(path)) {
            checkLink(path);
        }
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            String kind = attributes.isDirectory() ? "a link to a directory" : "neither a file nor a directory";
            throw new StorageException(path + ": " + kind + " (expected: files, and links to files)");
        }
        if (!Files.isReadable(path)) {
            throw new StorageException(path + ": not readable (expected: a file that this user may read)");
        }
        return new Found(path, names, ByteString.utf8(String.join("/", names)), attributes);
    }

    private void checkLink(Path link) {
        try {
            Path target = link.toRealPath();
            if (!target.startsWith(realRoot)) {
                throw new StorageException(link + ": a link to " + target + " (expected: links within " + root + ")");
            }
        } catch (IOException e) {
            throw new StorageException(link + ": a link that leads nowhere (expected: links to files)", e);
        }
    }

    private static List<Source> inOrder(List<Found> found) {
        List<Source> sources = new ArrayList<>(found.size());
        long offset = 0;
        for (Found file : found) {
            FileEntry entry = entry(file, offset);
            sources.add(new Source(file.path(), entry, file.attributes().lastModifiedTime()));
            offset = entry.end();
        }
        return List.copyOf(sources);
    }

    private static FileEntry entry(Found file, long offset) {
        try {
            return new FileEntry(file.names(), offset, file.attributes().size());
        } catch (IllegalArgumentException e) {
            throw new StorageException(file.path() + ": " + e.getMessage(), e);
        }
    }

    private Path at(List<String> names) {
        Path path = root;
        for (String element : names) {
            path = path.resolve(element);
        }
        return path;
    }

    private static List<String> append(List<String> names, String last) {
        List<String> longer = new ArrayList<>(names);
        longer.add(last);
        return List.copyOf(longer);
    }

    /** The name as text; bytes that are no UTF-8, or that this JVM's locale cannot express, do not survive the round trip. */
    private static String name(Path path) {
        Path fileName = path.getFileName();
        if (fileName == null) {
            throw new StorageException(path + ": has no name (expected: a file or a directory)");
        }
        String text = fileName.toString();
        try {
            if (fileName.equals(fileName.getFileSystem().getPath(text))) {
                return text;
            }
        } catch (InvalidPathException e) {
            throw new StorageException(path + ": " + e.getReason() + " (expected: a name in UTF-8)", e);
        }
        throw new StorageException(path + ": bytes that are no text (expected: a name in UTF-8, and a UTF-8 locale)");
    }

    private static StorageException unreadable(Path root, Exception e) {
        return new StorageException(
                "making a torrent of " + root + ": cannot read " + e.getMessage() + " ("
                        + e.getClass().getSimpleName() + ")",
                e);
    }
}
