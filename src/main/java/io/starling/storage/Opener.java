package io.starling.storage;

import io.starling.torrent.Metainfo;
import io.starling.torrent.PieceSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Opens torrents in a download directory: downloads, and files that exist elsewhere and are only shared. Blocking. */
final class Opener {
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
    Opening open(Metainfo metainfo, FileSelection selection) throws IOException {
        Path base = base();
        FileLayout all = FileLayout.below(base, metainfo);
        TorrentFolder folder = TorrentFolder.lock(base, metainfo.infoHash());
        try {
            FileLayout finals = all.choosing(selection, folder.rest());
            finals.refuseObstacles();
            return new DownloadOpener(folder, metainfo, finals, new DownloadOpener.Terms(mode, room, boot)).open();
        } catch (IOException | RuntimeException e) {
            folder.abandon();
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
            List<DataStamp> now = FileStamps.take(layout);
            return new FinalsOpening(
                    folder,
                    metainfo,
                    List.of(layout),
                    known(folder, metainfo, layout, now, isVerified),
                    sound -> shared(folder, metainfo, layout, new Sound(sound, now)));
        } catch (IOException | RuntimeException e) {
            folder.abandon();
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
        return new Opened(folder, metainfo, layout, sound.pieces(), null, true, sound.stamps());
    }
}
