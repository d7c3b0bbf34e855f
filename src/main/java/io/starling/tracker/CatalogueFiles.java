package io.starling.tracker;

import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import io.starling.torrent.Metainfo;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The catalogue on disk, two files a torrent:
 *
 * <pre>
 *   &lt;infohash&gt;.torrent   the .torrent as it was published
 *   &lt;infohash&gt;.json      the {@link PublishedName} under which it was published
 * </pre>
 *
 * Each is written under a temporary name, synced and renamed, the torrent first: whatever moment a crash picks, a torrent
 * is there whole or not at all, and one without a name goes by its own. What cannot be read is set aside as
 * {@code .damaged}. Blocking: for worker threads only, one at a time.
 */
final class CatalogueFiles {
    private static final String TORRENT = ".torrent";
    private static final String NAME = ".json";
    private static final String TEMPORARY = ".tmp";
    private static final String DAMAGED = ".damaged";

    /** A name file holds one name of at most 1,024 characters; what is longer is none. */
    private static final int MAX_NAME_FILE_BYTES = 16 * 1024;

    private final Path directory;
    private final Function<ByteString, Metainfo> parser;

    /** @param parser throws an {@link IllegalArgumentException} or another RuntimeException for a bad .torrent */
    CatalogueFiles(Path directory, Function<ByteString, Metainfo> parser) {
        this.directory = directory;
        this.parser = parser;
    }

    /**
     * What a start finds.
     *
     * @param damaged one sentence for each file that was set aside
     */
    record Loaded(List<CatalogueEntry> entries, List<String> damaged) {
        Loaded {
            entries = List.copyOf(entries);
            damaged = List.copyOf(damaged);
        }
    }

    /** Reads all torrents, sorted by file name, and removes what unfinished writes left. */
    Loaded load() throws IOException {
        Files.createDirectories(directory);
        List<CatalogueEntry> entries = new ArrayList<>();
        List<String> damaged = new ArrayList<>();
        for (Path file : filesSorted()) {
            String name = file.getFileName().toString();
            if (name.endsWith(TEMPORARY)) {
                Files.deleteIfExists(file);
            } else if (name.endsWith(TORRENT) && InfoHash.isHex(stem(name))) {
                read(InfoHash.ofHex(stem(name)), entries, damaged);
            }
        }
        return new Loaded(entries, damaged);
    }

    private List<Path> filesSorted() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(files::add);
        }
        files.sort(null);
        return files;
    }

    private static String stem(String fileName) {
        return fileName.substring(0, fileName.length() - TORRENT.length());
    }

    private void read(InfoHash infoHash, List<CatalogueEntry> entries, List<String> damaged) throws IOException {
        Path file = torrentFile(infoHash);
        try {
            Metainfo metainfo = check(infoHash, parser.apply(readTorrent(infoHash)));
            entries.add(entry(metainfo, nameOf(metainfo, damaged)));
        } catch (RuntimeException e) {
            setAside(file);
            damaged.add("catalogue: " + file.getFileName() + " is damaged and was set aside: " + e.getMessage());
        }
    }

    private static Metainfo check(InfoHash expected, Metainfo metainfo) {
        if (!metainfo.infoHash().equals(expected)) {
            throw new IllegalArgumentException("its info-hash is " + metainfo.infoHash());
        }
        return metainfo;
    }

    private static CatalogueEntry entry(Metainfo metainfo, PublishedName name) {
        return new CatalogueEntry(
                metainfo.infoHash(),
                name,
                metainfo.grid().totalLength(),
                metainfo.grid().pieces(),
                metainfo.isPrivate(),
                metainfo.torrent().size());
    }

    private PublishedName nameOf(Metainfo metainfo, List<String> damaged) throws IOException {
        Path file = nameFile(metainfo.infoHash());
        try {
            if (Files.size(file) > MAX_NAME_FILE_BYTES) {
                throw new DecodeException("more than " + MAX_NAME_FILE_BYTES + " bytes");
            }
            return PublishedName.read(new JsonObject(Buffer.buffer(Files.readAllBytes(file))));
        } catch (NoSuchFileException e) {
            return ownName(metainfo);
        } catch (DecodeException | ClassCastException e) {
            setAside(file);
            damaged.add("catalogue: " + file.getFileName()
                    + " is damaged and was set aside; the torrent goes by its own" + " name: " + e.getMessage());
            return ownName(metainfo);
        }
    }

    /** Any name that it was given stands before this one. */
    private static PublishedName ownName(Metainfo metainfo) {
        return new PublishedName(metainfo.name(), 0);
    }

    /** Throws what the parser throws for a bad torrent. Reads and writes nothing. */
    CatalogueEntry parse(PublishedName name, ByteString torrent) {
        return entry(parser.apply(torrent), name);
    }

    /** Keeps the torrent under the entry's name; synced when this returns. */
    void store(CatalogueEntry entry, ByteString torrent) throws IOException {
        if (!Files.exists(torrentFile(entry.infoHash()))) {
            write(torrentFile(entry.infoHash()), torrent.asByteBuffer());
        }
        storeName(entry);
    }

    /** Of a torrent that is there only the name changes; synced when this returns. */
    void storeName(CatalogueEntry entry) throws IOException {
        byte[] json = entry.published().toJson().toBuffer().getBytes();
        write(nameFile(entry.infoHash()), ByteBuffer.wrap(json));
        syncDirectory();
    }

    ByteString readTorrent(InfoHash infoHash) throws IOException {
        Path file = torrentFile(infoHash);
        if (Files.size(file) > Catalogue.MAX_TORRENT_BYTES) {
            throw new IllegalArgumentException(
                    Files.size(file) + " bytes (expected: at most " + Catalogue.MAX_TORRENT_BYTES + ")");
        }
        return ByteString.wrap(Files.readAllBytes(file));
    }

    private Path torrentFile(InfoHash infoHash) {
        return directory.resolve(infoHash.hex() + TORRENT);
    }

    private Path nameFile(InfoHash infoHash) {
        return directory.resolve(infoHash.hex() + NAME);
    }

    private void write(Path file, ByteBuffer bytes) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + TEMPORARY);
        try (FileChannel out = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        rename(temporary, file);
    }

    private void setAside(Path file) throws IOException {
        rename(file, file.resolveSibling(file.getFileName() + DAMAGED));
    }

    private static void rename(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void syncDirectory() throws IOException {
        try (FileChannel opened = FileChannel.open(directory, StandardOpenOption.READ)) {
            opened.force(true);
        } catch (java.nio.file.AccessDeniedException e) {
            // Windows opens no directories, and makes renames durable by itself.
        }
    }
}
