package io.starling.storage;

import io.starling.torrent.Metainfo;
import io.starling.torrent.PieceSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what there is of a torrent in a download directory, and how to go on with it. Blocking.
 *
 * <p>Files that stand at the final paths and are not known to be ours are never overwritten: when they are all there and
 * sound, they are the finished download; when one is of another length, or does not match its hashes, opening fails and
 * names it; when only some are there, reassembly compares them and keeps those that are the same.
 */
final class Opener {
    /** An index of 2^21 pieces takes 30 MB; one that grew beyond this is not read but replaced. */
    private static final long MAX_INDEX_BYTES = 256L * 1024 * 1024;

    private final Path downloadDir;
    private final StorageMode mode;
    private final Room room;
    private final BootId boot;

    Opener(Path downloadDir, StorageMode mode, Room room, BootId boot) {
        this.downloadDir = downloadDir;
        this.mode = mode;
        this.room = room;
        this.boot = boot;
    }

    /** Opens a download: one that is finished, one that is under way, or a new one. */
    Opening open(Metainfo metainfo) throws IOException {
        Path base = base();
        FileLayout finals = FileLayout.below(base, metainfo);
        finals.refuseLinks();
        TorrentFolder folder = TorrentFolder.lock(base, metainfo.infoHash());
        try {
            folder.keep(metainfo);
            return new Download(folder, metainfo, finals).open();
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** Opens files that exist at {@code root}; {@code isVerified} when they need not be hashed. */
    Opening openExisting(Metainfo metainfo, Path root, boolean isVerified) throws IOException {
        FileLayout layout = FileLayout.at(root, metainfo);
        if (!Files.exists(layout.root())) {
            throw new StorageException(TemporaryPieces.describe(metainfo) + ": " + layout.root()
                    + " does not exist (expected: its files)");
        }
        TorrentFolder folder = TorrentFolder.lock(base(), metainfo.infoHash());
        try {
            folder.keep(metainfo);
            List<DataStamp> now = FileStamps.take(layout);
            return new FinalsOpening(
                    folder,
                    metainfo,
                    List.of(layout),
                    known(folder, metainfo, layout, now, isVerified),
                    sound -> shared(folder, metainfo, layout, new Sound(sound, now)));
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private Path base() throws IOException {
        Files.createDirectories(downloadDir);
        return downloadDir.toRealPath();
    }

    /** Pieces, and the stamps of the files taken before the pieces were hashed: a change meanwhile is not missed. */
    private record Sound(PieceSet pieces, List<DataStamp> stamps) {}

    private static PieceSet known(
            TorrentFolder folder, Metainfo metainfo, FileLayout layout, List<DataStamp> now, boolean isVerified)
            throws IOException {
        if (isVerified) {
            return PieceSet.all(metainfo.grid().pieces());
        }
        FileStamps kept = FileStamps.read(folder.stamps(), metainfo);
        return kept == null || !kept.root().equals(layout.root())
                ? PieceSet.none(metainfo.grid().pieces())
                : kept.unchanged(metainfo, now);
    }

    private static Opened shared(TorrentFolder folder, Metainfo metainfo, FileLayout layout, Sound sound)
            throws IOException {
        folder.keepStamps(new FileStamps(metainfo.infoHash(), layout.root(), true, sound.pieces(), sound.stamps()));
        return new Opened(folder, metainfo, layout, sound.pieces(), null, true);
    }

    /** One download being opened. */
    private final class Download {
        private final TorrentFolder folder;
        private final Metainfo metainfo;
        private final FileLayout finals;
        private final FileLayout temporary;
        private final List<DataStamp> now;

        private Download(TorrentFolder folder, Metainfo metainfo, FileLayout finals) throws IOException {
            this.folder = folder;
            this.metainfo = metainfo;
            this.finals = finals;
            this.temporary = FileLayout.below(folder.files(), metainfo);
            this.now = FileStamps.take(finals);
        }

        private Opening open() throws IOException {
            ByteBuffer image = readIndex();
            IndexHeader header = IndexHeader.decode(image);
            boolean isOurs = header != null && header.equals(IndexHeader.of(header.mode(), metainfo));
            IndexReplay replay = isOurs ? IndexReplay.of(image, metainfo.grid()) : IndexReplay.empty(metainfo.grid());
            if (replay.isComplete()) {
                return finished();
            }
            if (!replay.isRenaming() && isAllThere()) {
                return new FinalsOpening(
                        folder, metainfo, List.of(finals), none(), sound -> adopt(new Sound(sound, now)));
            }
            if (!replay.isRenaming()) {
                refuseOthersFiles();
            }
            return resume(isOurs ? header : null, replay);
        }

        private ByteBuffer readIndex() throws IOException {
            Path file = folder.index();
            boolean isReadable = Files.exists(file) && Files.size(file) <= MAX_INDEX_BYTES;
            return isReadable ? ByteBuffer.wrap(Files.readAllBytes(file)) : ByteBuffer.allocate(0);
        }

        private Opening resume(@Nullable IndexHeader header, IndexReplay replay) throws IOException {
            StorageMode begun = header != null ? header.mode() : begunAs();
            List<FileLayout> places = replay.isRenaming() ? List.of(temporary, finals) : List.of(temporary);
            SlotData data = begun == StorageMode.APPEND
                    ? new PartFile(folder.part(), metainfo.grid())
                    : new PlacedFiles(metainfo, places);
            try {
                long indexMtime = DataStamp.of(folder.index()).mtimeNanos();
                Trust trust = Trust.of(
                        replay, new Trust.Evidence(data.stamp(), data.extent(replay.slots()), indexMtime, boot));
                ResumeOpening.Found found = new ResumeOpening.Found(replay, header != null, data, trust, boot);
                refuseWithoutRoom(begun, replay);
                return new ResumeOpening(folder, metainfo, finals, found);
            } catch (IOException | RuntimeException e) {
                data.close();
                throw e;
            }
        }

        /** What an index that is lost would have said; or how new downloads are to be kept. */
        private StorageMode begunAs() {
            if (Files.exists(folder.part())) {
                return StorageMode.APPEND;
            }
            return Files.exists(temporary.root()) ? StorageMode.DIRECT : mode;
        }

        private Opening finished() throws IOException {
            FileStamps kept = FileStamps.read(folder.stamps(), metainfo);
            boolean isKept = kept != null && kept.root().equals(finals.root());
            PieceSet known = isKept && kept != null ? kept.unchanged(metainfo, now) : none();
            // A repair that was cut short may have moved files back already.
            List<FileLayout> places = List.of(finals, temporary);
            return new FinalsOpening(folder, metainfo, places, known, this::finishedOrRepaired);
        }

        private Opened finishedOrRepaired(PieceSet sound) throws IOException {
            if (isAllThere() && sound.isComplete()) {
                return adopt(new Sound(sound, now));
            }
            if (now.stream().allMatch(DataStamp::isPresent)) {
                throw new StorageException(TemporaryPieces.describe(metainfo) + ": " + finals.root()
                        + " was changed since it was downloaded (move it away to fetch it again)");
            }
            return new Repair(folder, metainfo, finals, temporary).begin(sound, boot);
        }

        /** Makes complete and sound files at their final paths the finished download. */
        private Opened adopt(Sound sound) throws IOException {
            if (!sound.pieces().isComplete()) {
                throw new StorageException(TemporaryPieces.describe(metainfo) + ": " + finals.root()
                        + " exists already and is not the same (move it away, or choose another directory)");
            }
            folder.keepStamps(
                    new FileStamps(metainfo.infoHash(), finals.root(), false, sound.pieces(), sound.stamps()));
            int[] nothing = IndexReplay.empty(metainfo.grid()).slots();
            try (SlotIndex index =
                    SlotIndex.rewrite(folder.index(), boot, IndexHeader.of(StorageMode.DIRECT, metainfo), nothing, 0)) {
                index.markComplete();
            }
            Files.deleteIfExists(folder.part());
            Io.deleteTree(folder.files());
            return new Opened(folder, metainfo, finals, sound.pieces(), null, false);
        }

        private boolean isAllThere() {
            return now.stream().allMatch(DataStamp::isPresent)
                    && FinalsOpening.ofOtherLength(metainfo, finals, now).isEmpty();
        }

        private void refuseOthersFiles() {
            List<Path> others = new ArrayList<>(FinalsOpening.ofOtherLength(metainfo, finals, now));
            if (metainfo.isMultiFile()
                    && Files.exists(finals.root(), LinkOption.NOFOLLOW_LINKS)
                    && !Files.isDirectory(finals.root())) {
                others.add(finals.root());
            }
            if (!others.isEmpty()) {
                throw new StorageException(TemporaryPieces.describe(metainfo) + ": " + others.get(0)
                        + " exists already and is not the same (move it away, or choose another directory)");
            }
        }

        private void refuseWithoutRoom(StorageMode begun, IndexReplay replay) throws IOException {
            long here =
                    replay.pieces().stream().mapToLong(metainfo.grid()::length).sum();
            if (begun == StorageMode.APPEND) {
                // Copies that an earlier reassembly has made already.
                here += FileStamps.take(temporary).stream()
                        .reduce(new DataStamp(0, 0), DataStamp::and)
                        .sizeBytes();
            }
            long total = metainfo.grid().totalLength();
            long needed = (begun == StorageMode.APPEND ? 2 * total : total) - here;
            long usable = room.usableBytes(finals.base());
            if (needed > usable) {
                String way =
                        begun == StorageMode.APPEND ? "twice its size; storage \"direct\" needs it once" : "its size";
                throw new StorageException(TemporaryPieces.describe(metainfo) + ": no room in " + finals.base()
                        + " for " + way + ": " + needed + " bytes needed, " + usable + " there");
            }
        }

        private PieceSet none() {
            return PieceSet.none(metainfo.grid().pieces());
        }
    }
}
