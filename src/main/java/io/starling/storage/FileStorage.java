package io.starling.storage;

import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import io.starling.torrent.Metainfo;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
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
    public Future<PieceStore> open(Metainfo metainfo) {
        return open(metainfo, () -> opener().open(metainfo));
    }

    @Override
    public Future<PieceStore> openExisting(Metainfo metainfo, Path root, boolean isVerified) {
        return open(metainfo, () -> opener().openExisting(metainfo, root, isVerified));
    }

    private Opener opener() {
        return new Opener(
                options.getDownloadDir(),
                options.getMode(),
                seams.room(),
                seams.boot().get());
    }

    private Future<PieceStore> open(Metainfo metainfo, Callable<Opening> begin) {
        Context context = vertx.getOrCreateContext();
        StoreOptions store = new StoreOptions(options.isVerifyOnReassembly(), seams.listener(), seams.boot());
        return workers.run(begin)
                .compose(opening -> finish(metainfo, opening))
                .<PieceStore>map(opened -> new FilePieceStore(context, workers, store, opened))
                .recover(failure -> Future.failedFuture(
                        failure instanceof StorageException
                                ? failure
                                : new StorageException(
                                        TemporaryPieces.describe(metainfo) + ": cannot open it in "
                                                + options.getDownloadDir() + ": " + Io.reason(failure),
                                        failure)));
    }

    private Future<Opened> finish(Metainfo metainfo, Opening opening) {
        Sweep sweep = new Sweep(
                workers, opening.units(), metainfo.grid().pieceLength(), opening::inspect, Sweep.Control.NONE);
        return sweep.run()
                .compose(inspected -> workers.run(() -> kept(opening.finish())))
                .recover(failure ->
                        workers.perform(opening::abandon).transform(abandoned -> Future.failedFuture(failure)));
    }

    /** Only now: what was refused is not gone on with after a restart. */
    private static Opened kept(Opened opened) throws IOException {
        opened.folder().keep(opened.metainfo());
        return opened;
    }

    @Override
    public Future<List<Saved>> saved() {
        return workers.run(() -> {
            List<Saved> saved = new ArrayList<>();
            for (Path folder : folders(options.getDownloadDir().resolve(TorrentFolder.DIRECTORY))) {
                saved(folder).ifPresent(saved::add);
            }
            return List.copyOf(saved);
        });
    }

    private static List<Path> folders(Path parent) throws IOException {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(child -> InfoHash.isHex(child.getFileName().toString()))
                    .filter(child -> Files.isRegularFile(child.resolve(TorrentFolder.META)))
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
            return Optional.of(new Saved(metainfo, root));
        } catch (IOException | RuntimeException e) {
            LOG.warn("{}: left alone, its torrent cannot be read: {}", folder, Io.reason(e));
            return Optional.empty();
        }
    }

    @Override
    public Future<Metainfo> build(TorrentSpec spec, LongConsumer progress) {
        Context context = vertx.getOrCreateContext();
        LongConsumer onContext = bytes -> context.runOnContext(nothing -> progress.accept(bytes));
        return workers.run(() -> TorrentBuilder.build(spec, workers.size(), onContext));
    }

    @Override
    public Future<Void> close() {
        return workers.close();
    }
}
