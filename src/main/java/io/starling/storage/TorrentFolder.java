package io.starling.storage;

import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import io.starling.torrent.Metainfo;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code <downloadDir>/.starling/<infohash>/}: what the storage keeps of one torrent beside its final files. Owned by
 * one store at a time, of all processes: {@code lock} in it is locked from {@link #lock} to {@link #close()}.
 */
final class TorrentFolder implements Closeable {
    /** Hidden, in each download directory. */
    static final String DIRECTORY = ".starling";

    static final String META = "meta.torrent";

    /** The link, of a torrent of which no more is here. */
    static final String LINK = "magnet";

    static final String STAMPS = "files.json";

    /** The indices of the files that are wanted, a JSON array; not there when all are. */
    static final String WANTED = "wanted.json";

    /** The indices of the files that come first and last, {@code {"HIGH": [], "LOW": []}}; not there when none does. */
    static final String PRIORITIES = "priorities.json";

    /** What is wished of the files of a torrent of which no more than a link is here; not there when that is nothing. */
    static final String WISHES = "wishes.json";

    /** Empty; there when the user has paused the torrent. */
    static final String PAUSED = "paused";

    /**
     * The folders that this process has. Where locks belong to a process (POSIX), closing a second channel of the same
     * file would give up the lock of the first: within the process it must not come to that.
     */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lock;
    private final boolean isNew;

    private TorrentFolder(Path path, FileChannel lock, boolean isNew) {
        this.path = path;
        this.lock = lock;
        this.isNew = isNew;
    }

    static Path pathOf(Path downloadDir, InfoHash infoHash) {
        return downloadDir.resolve(DIRECTORY).resolve(infoHash.hex());
    }

    /** Makes the folder where there is none, and takes it. Throws {@link StorageException} when another has it. */
    static TorrentFolder lock(Path downloadDir, InfoHash infoHash) throws IOException {
        Path path = pathOf(downloadDir, infoHash);
        boolean isNew = Files.notExists(path);
        Files.createDirectories(path);
        if (!OURS.add(path)) {
            throw inUse(path, "peer");
        }
        try {
            return new TorrentFolder(path, lock(path), isNew);
        } catch (IOException | RuntimeException e) {
            OURS.remove(path);
            throw e;
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                throw inUse(path, "process");
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static StorageException inUse(Path path, String whose) {
        return new StorageException(
                path + " is in use by another " + whose + " (expected: a download directory of its own for each)");
    }

    /** Keeps the .torrent file, for the next start; a link is of no more use then. */
    void keep(Metainfo metainfo) throws IOException {
        Path file = path.resolve(META);
        if (!Files.exists(file) || !ByteString.wrap(Files.readAllBytes(file)).equals(metainfo.torrent())) {
            Io.writeAtomically(file, metainfo.torrent().asByteBuffer());
        }
        Files.deleteIfExists(path.resolve(LINK));
        Files.deleteIfExists(path.resolve(WISHES));
    }

    /** Keeps which files are wanted, for the next start. */
    void keep(FileSelection selection) throws IOException {
        Path file = path.resolve(WANTED);
        if (selection.isWhole()) {
            Files.deleteIfExists(file);
        } else {
            JsonArray indices = new JsonArray(selection.files().boxed().toList());
            Io.writeAtomically(file, ByteBuffer.wrap(indices.toBuffer().getBytes()));
        }
    }

    /** Which files are wanted, as it was kept in {@code folder}. Throws {@link IOException} when that makes no sense. */
    static FileSelection selection(Path folder, Metainfo metainfo) throws IOException {
        Path file = folder.resolve(WANTED);
        if (!Files.exists(file)) {
            return FileSelection.all(metainfo);
        }
        try {
            Set<Integer> indices = new HashSet<>();
            for (Object index : new JsonArray(Files.readString(file, StandardCharsets.UTF_8))) {
                indices.add(Integer.valueOf(String.valueOf(index)));
            }
            return FileSelection.of(metainfo, indices::contains);
        } catch (DecodeException | IllegalArgumentException e) {
            throw new IOException(file + ": " + Io.reason(e) + " (expected: indices of files)", e);
        }
    }

    Path index() {
        return path.resolve("pieces.idx");
    }

    Path part() {
        return path.resolve("pieces.part");
    }

    /** Where files are that only lack their final names. */
    Path files() {
        return path.resolve("files");
    }

    /** Where bytes of files are that are not wanted, since a wanted file has other bytes of their pieces. */
    Path rest() {
        return path.resolve("rest");
    }

    Path stamps() {
        return path.resolve(STAMPS);
    }

    void keepStamps(FileStamps stamps) throws IOException {
        Io.writeAtomically(stamps(), ByteBuffer.wrap(stamps.toJson().toBuffer().getBytes()));
    }

    /** Forgets the torrent: all but the lock, then the lock, which this gives up. */
    void deleteAll() throws IOException {
        close();
        Io.deleteTree(path);
    }

    /** Gives up the lock, as the torrent was not opened; of one that was not here before, nothing stays. */
    void abandon() throws IOException {
        if (isNew && Files.notExists(path.resolve(META))) {
            deleteAll();
        } else {
            close();
        }
    }

    @Override
    public void close() throws IOException {
        if (lock.isOpen()) {
            lock.close();
            OURS.remove(path);
        }
    }
}
