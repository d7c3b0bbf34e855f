package io.starling.storage;

import io.starling.torrent.Metainfo;
import io.starling.torrent.PieceSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what there is of a download, finished, under way or new, and how to go on with it. Blocking.
 *
 * <p>Files that stand at the final paths and are not known to be ours are never overwritten: when they are all there and
 * sound, they are the finished download; when one is of another length, or does not match its hashes, opening fails and
 * names it; when only some are there, reassembly compares them and keeps those that are the same.
 */
final class DownloadOpener {
    /** An index of 2^21 pieces takes 30 MB; one that grew beyond this is not read but replaced. */
    private static final long MAX_INDEX_BYTES = 256L * 1024 * 1024;

    /**
     * What a new download is begun with.
     *
     * @param mode how its pieces are kept
     * @param room how much the disk has left
     * @param boot this run of the machine
     */
    record Terms(StorageMode mode, Room room, BootId boot) {}

    private final TorrentFolder folder;
    private final Metainfo metainfo;
    private final FileLayout finals;
    private final Terms terms;
    private final FileLayout temporary;
    private final List<DataStamp> now;
    private final @Nullable FileStamps kept;

    /** Whether nothing has to be written to say that this download is finished. */
    private boolean isKeptAsFinished;

    DownloadOpener(TorrentFolder folder, Metainfo metainfo, FileLayout finals, Terms terms) throws IOException {
        this.folder = folder;
        this.metainfo = metainfo;
        this.finals = finals;
        this.terms = terms;
        this.temporary = FileLayout.below(folder.files(), metainfo);
        this.now = FileStamps.take(finals);
        this.kept = FileStamps.read(folder.stamps(), metainfo);
    }

    Opening open() throws IOException {
        ByteBuffer image = readIndex();
        IndexHeader header = IndexHeader.decode(image);
        boolean isOurs = header != null && header.equals(IndexHeader.of(header.mode(), metainfo));
        IndexReplay replay = isOurs ? IndexReplay.of(image, metainfo.grid()) : IndexReplay.empty(metainfo.grid());
        isKeptAsFinished = replay.isComplete() && kept != null && !kept.isShared() && isEnough(known());
        if (replay.isComplete()) {
            return finished();
        }
        if (!replay.isRenaming() && finals.selection().isWhole() && isAllThere()) {
            return new FinalsOpening(folder, metainfo, List.of(finals), known(), this::adopt);
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
        if (kept != null && kept.isShared()) {
            // It was shared from elsewhere, and is downloaded now: after a restart it is a download.
            Files.deleteIfExists(folder.stamps());
        }
        StorageMode begun = header != null ? header.mode() : begunAs();
        List<FileLayout> places = replay.isRenaming() ? List.of(temporary, finals) : List.of(temporary);
        SlotData data = begun == StorageMode.APPEND
                ? new PartFile(folder.part(), metainfo.grid())
                : new PlacedFiles(metainfo, places);
        try {
            long indexMtime = DataStamp.of(folder.index()).mtimeNanos();
            Trust trust = Trust.of(
                    replay, new Trust.Evidence(data.stamp(), data.extent(replay.slots()), indexMtime, terms.boot()));
            ResumeOpening.Found found = new ResumeOpening.Found(replay, header != null, data, trust, terms.boot());
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
        return Files.exists(temporary.root()) ? StorageMode.DIRECT : terms.mode();
    }

    private Opening finished() throws IOException {
        // A repair that was cut short may have moved files back already.
        List<FileLayout> places = List.of(finals, temporary);
        return new FinalsOpening(folder, metainfo, places, known(), this::finishedOrRepaired);
    }

    private Opened finishedOrRepaired(PieceSet sound) throws IOException {
        if (isAllThere() && isEnough(sound)) {
            return adopt(sound);
        }
        for (int file = 0; file < now.size(); file++) {
            if (isChanged(file, sound)) {
                throw new StorageException(TemporaryPieces.describe(metainfo) + ": "
                        + finals.paths().get(file)
                        + " was changed since it was downloaded (move it away to fetch it again)");
            }
        }
        return new Repair(folder, metainfo, finals, temporary).begin(sound, terms.boot());
    }

    /** Whether somebody wrote to the file; one that is gone, and one whose neighbour on a shared piece is gone, was not. */
    private boolean isChanged(int file, PieceSet sound) {
        boolean isAsKept = kept != null && kept.files().get(file).equals(now.get(file));
        return now.get(file).isPresent() && !isAsKept && sound.lacksAnyOf(FilePieces.of(metainfo, file));
    }

    /** Makes complete and sound files at their final paths the finished download. */
    private Opened adopt(PieceSet sound) throws IOException {
        if (!isEnough(sound)) {
            throw new StorageException(TemporaryPieces.describe(metainfo) + ": " + finals.root()
                    + " exists already and is not the same (move it away, or choose another directory)");
        }
        if (!isKeptAsFinished) {
            folder.keepStamps(new FileStamps(metainfo.infoHash(), finals.root(), false, sound, now));
            int[] nothing = IndexReplay.empty(metainfo.grid()).slots();
            IndexHeader header = IndexHeader.of(StorageMode.DIRECT, metainfo);
            try (SlotIndex index = SlotIndex.rewrite(folder.index(), terms.boot(), header, nothing, 0)) {
                index.markComplete();
            }
        }
        Files.deleteIfExists(folder.part());
        Io.deleteTree(folder.files());
        return new Opened(folder, metainfo, finals, sound, null, false, now);
    }

    private boolean isAllThere() {
        return finals.selection().files().mapToObj(now::get).allMatch(DataStamp::isPresent)
                && FinalsOpening.ofOtherLength(metainfo, finals, now).isEmpty();
    }

    private boolean isEnough(PieceSet sound) {
        return !sound.lacksAnyOf(finals.selection().pieces());
    }

    private void refuseOthersFiles() {
        for (Path other : FinalsOpening.ofOtherLength(metainfo, finals, now)) {
            throw new StorageException(TemporaryPieces.describe(metainfo) + ": " + other
                    + " exists already and is not the same (move it away, or choose another directory)");
        }
    }

    private void refuseWithoutRoom(StorageMode begun, IndexReplay replay) throws IOException {
        long here = replay.pieces().stream().mapToLong(metainfo.grid()::length).sum();
        if (begun == StorageMode.APPEND) {
            // Copies that an earlier reassembly has made already.
            here += FileStamps.take(temporary).stream()
                    .reduce(new DataStamp(0, 0), DataStamp::and)
                    .sizeBytes();
        }
        long total = finals.selection().pieces().stream()
                .mapToLong(metainfo.grid()::length)
                .sum();
        long needed = (begun == StorageMode.APPEND ? 2 * total : total) - here;
        long usable = terms.room().usableBytes(finals.base());
        if (needed > usable) {
            String way = begun == StorageMode.APPEND ? "twice its size; storage \"direct\" needs it once" : "its size";
            throw new StorageException(TemporaryPieces.describe(metainfo) + ": no room in " + finals.base() + " for "
                    + way + ": " + needed + " bytes needed, " + usable + " there");
        }
    }

    /** The pieces of the final files that need not be hashed again. */
    private PieceSet known() {
        return kept == null || !kept.root().equals(finals.root())
                ? PieceSet.none(metainfo.grid().pieces())
                : kept.unchanged(metainfo, now);
    }
}
