package io.starling.storage;

import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import io.starling.torrent.MagnetLink;
import io.starling.torrent.Metainfo;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link Storage} on files. */
final class FileStorage implements Storage {
    private static final Logger LOG = LoggerFactory.getLogger(FileStorage.class);

    private final Vertx vertx;
    private final StorageOptions options;
    private final Seams seams;
    private final Workers workers;

    /** Seen by the worker that makes a torrent: it is to end then. */
    private volatile boolean isClosed;

    /**
     * What tests replace.
     *
     * @param room how much room there is on the disk
     * @param boot this run of the machine
     * @param parser reads a .torrent file
     * @param listener is told of the steps of reassembly
     */
    record Seams(
            Room room, Supplier<BootId> boot, Function<ByteString, Metainfo> parser, ReassemblyStep.Listener listener) {
        static Seams real() {
            return new Seams(Room.ofDisk(), BootId::current, Metainfo::parse, ReassemblyStep.Listener.NONE);
        }
    }

    FileStorage(Vertx vertx, StorageOptions options, Seams seams) {
        this.vertx = vertx;
        this.options = new StorageOptions(options);
        this.seams = seams;
        this.workers = new Workers(vertx, options.getWorkers());
    }

    @Override
    public Future<Void> prepare() {
        Path directory = options.getDownloadDir();
        return workers.perform(() -> {
            try {
                Files.createDirectories(directory);
                Files.delete(Files.createTempFile(directory, ".starling-", ".probe"));
            } catch (IOException e) {
                throw new StorageException(
                        directory + ": cannot be written to: " + Io.reason(e)
                                + " (expected: a directory that this user may write to)",
                        e);
            }
        });
    }

    @Override
    public Future<PieceStore> open(Metainfo metainfo, FileSelection selection, Checking checking) {
        return open(metainfo, () -> opener().open(metainfo, selection), checking);
    }

    @Override
    public Future<PieceStore> openExisting(Metainfo metainfo, Path root, boolean isVerified, Checking checking) {
        return open(metainfo, () -> opener().openExisting(metainfo, root, isVerified), checking);
    }

    private Opener opener() {
        return new Opener(
                options.getDownloadDir(),
                options.getMode(),
                seams.room(),
                seams.boot().get());
    }

    private Future<PieceStore> open(Metainfo metainfo, Callable<Opening> begin, Checking checking) {
        Context context = vertx.getOrCreateContext();
        StoreOptions store = new StoreOptions(options.isVerifyOnReassembly(), seams.listener(), seams.boot());
        return workers.run(begin)
                .compose(opening -> finish(metainfo, opening, checking))
                .<PieceStore>map(opened -> new FilePieceStore(context, workers, store, opened))
                .recover(failure -> Future.failedFuture(
                        failure instanceof StorageException
                                ? failure
                                : new StorageException(
                                        TemporaryPieces.describe(metainfo) + ": cannot open it in "
                                                + options.getDownloadDir() + ": " + Io.reason(failure),
                                        failure)));
    }

    private Future<Opened> finish(Metainfo metainfo, Opening opening, Checking checking) {
        int[] units = opening.units();
        Sweep.Control control = Sweep.Control.of(checking, units.length);
        Sweep sweep = new Sweep(workers, units, metainfo.grid().pieceLength(), opening::inspect, control);
        return sweep.run()
                .compose(inspected -> workers.run(() -> kept(opening.finish())))
                .recover(failure ->
                        workers.perform(opening::abandon).transform(abandoned -> Future.failedFuture(failure)));
    }

    /** Only now: what was refused is not gone on with after a restart. */
    private static Opened kept(Opened opened) throws IOException {
        // In this order: a torrent is known by its metainfo, and then it has to be known which of its files are wanted.
        opened.folder().keep(opened.finals().selection());
        opened.folder().keep(opened.metainfo());
        return opened;
    }

    @Override
    public Future<List<Saved>> saved() {
        return workers.run(() -> {
            List<Saved> saved = new ArrayList<>();
            for (Path folder : folders(TorrentFolder.META)) {
                saved(folder).ifPresent(saved::add);
            }
            return List.copyOf(saved);
        });
    }

    /** Those that have such a file. */
    private List<Path> folders(String file) throws IOException {
        Path parent = options.getDownloadDir().resolve(TorrentFolder.DIRECTORY);
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(child -> InfoHash.isHex(child.getFileName().toString()))
                    .filter(child -> Files.isRegularFile(child.resolve(file)))
                    .sorted()
                    .toList();
        }
    }

    /** One that cannot be read is named in the log and left alone; the others go on. */
    private Optional<Saved> saved(Path folder) {
        try {
            Path file = folder.resolve(TorrentFolder.META);
            if (Files.size(file) > Metainfo.MAX_TORRENT_BYTES) {
                throw new IOException("more than " + Metainfo.MAX_TORRENT_BYTES + " bytes");
            }
            Metainfo metainfo = seams.parser().apply(ByteString.wrap(Files.readAllBytes(file)));
            if (!folder.endsWith(metainfo.infoHash().hex())) {
                throw new IOException("it is torrent " + metainfo.infoHash());
            }
            FileStamps stamps = FileStamps.read(folder.resolve(TorrentFolder.STAMPS), metainfo);
            List<Path> root = stamps != null && stamps.isShared() ? List.of(stamps.root()) : List.of();
            FileSelection selection = TorrentFolder.selection(folder, metainfo);
            boolean isPaused = Files.exists(folder.resolve(TorrentFolder.PAUSED));
            return Optional.of(new Saved(metainfo, selection, priorities(folder), root, isPaused));
        } catch (IOException | RuntimeException e) {
            LOG.warn("{}: left alone, its torrent cannot be read: {}", folder, Io.reason(e));
            return Optional.empty();
        }
    }

    /** Not to know what comes first is no reason to leave a torrent alone. */
    private static FilePriorities priorities(Path folder) {
        try {
            return KeptWishes.priorities(folder);
        } catch (IOException | RuntimeException e) {
            LOG.warn("{}: all files are of the same priority, as it cannot be read: {}", folder, Io.reason(e));
            return FilePriorities.NONE;
        }
    }

    @Override
    public Future<Void> keepPaused(InfoHash infoHash, boolean isPaused) {
        return workers.perform(() -> {
            Path folder = TorrentFolder.pathOf(options.getDownloadDir(), infoHash);
            Path mark = folder.resolve(TorrentFolder.PAUSED);
            if (!isPaused) {
                Files.deleteIfExists(mark);
            } else if (Files.exists(folder) && Files.notExists(mark)) {
                Files.createFile(mark);
            }
        });
    }

    @Override
    public Future<Void> keepPriorities(InfoHash infoHash, FilePriorities priorities) {
        return workers.perform(() -> {
            Path folder = TorrentFolder.pathOf(options.getDownloadDir(), infoHash);
            if (Files.exists(folder)) {
                KeptWishes.write(folder, priorities);
            }
        });
    }

    @Override
    public Future<Void> keepLink(SavedLink saved) {
        return workers.perform(() -> {
            Path folder =
                    TorrentFolder.pathOf(options.getDownloadDir(), saved.link().infoHash());
            Files.createDirectories(folder);
            // In this order: it is the link by which the torrent is known.
            KeptWishes.write(folder, saved.wishes());
            ByteBuffer text = ByteString.utf8(saved.link().toString()).asByteBuffer();
            Io.writeAtomically(folder.resolve(TorrentFolder.LINK), text);
        });
    }

    @Override
    public Future<List<SavedLink>> savedLinks() {
        return workers.run(() -> {
            List<SavedLink> links = new ArrayList<>();
            for (Path folder : folders(TorrentFolder.LINK)) {
                if (Files.notExists(folder.resolve(TorrentFolder.META))) {
                    savedLink(folder).ifPresent(links::add);
                }
            }
            return List.copyOf(links);
        });
    }

    private static Optional<SavedLink> savedLink(Path folder) {
        try {
            MagnetLink link = MagnetLink.parse(Files.readString(folder.resolve(TorrentFolder.LINK)));
            if (!folder.endsWith(link.infoHash().hex())) {
                throw new IOException("it is torrent " + link.infoHash());
            }
            return Optional.of(new SavedLink(link, KeptWishes.wishes(folder)));
        } catch (IOException | RuntimeException e) {
            LOG.warn("{}: left alone, its link, or what is wished of it, cannot be read: {}", folder, Io.reason(e));
            return Optional.empty();
        }
    }

    @Override
    public Future<Void> forget(InfoHash infoHash) {
        return workers.perform(() -> {
            Path directory = options.getDownloadDir();
            if (Files.exists(TorrentFolder.pathOf(directory, infoHash))) {
                TorrentFolder.lock(directory.toRealPath(), infoHash).deleteAll();
            }
        });
    }

    @Override
    public Future<Metainfo> build(TorrentSpec spec, LongConsumer progress) {
        Context context = vertx.getOrCreateContext();
        LongConsumer onContext = bytes -> {
            if (isClosed) {
                throw new StorageException("hashing " + spec.root() + ": the storage was closed");
            }
            context.runOnContext(nothing -> progress.accept(bytes));
        };
        return workers.run(() -> TorrentBuilder.build(spec, workers.size(), onContext));
    }

    @Override
    public Future<Void> close() {
        isClosed = true;
        return workers.close();
    }
}
