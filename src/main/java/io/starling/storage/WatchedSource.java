package io.starling.storage;

import io.netty.buffer.ByteBuf;
import io.starling.torrent.Metainfo;
import io.starling.torrent.PieceGrid;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Final files, as long as they are what they were when their pieces were found sound. A file of which size or time have
 * changed, or that is gone from its place, fails every read that touches it: looked at after the bytes were read, so
 * that what was read is from before any change. That costs one {@code stat} a read and file.
 */
final class WatchedSource implements PieceSource {
    private final Metainfo metainfo;
    private final PieceGrid grid;
    private final FileLayout layout;
    private final TorrentFiles files;
    private final List<DataStamp> expected;

    /** {@code expected}: of each file, taken before its pieces were hashed; absent ones have no piece that is here. */
    WatchedSource(Metainfo metainfo, FileLayout layout, List<DataStamp> expected) {
        this.metainfo = metainfo;
        this.grid = metainfo.grid();
        this.layout = layout;
        this.files = TorrentFiles.reading(metainfo, List.of(layout));
        this.expected = List.copyOf(expected);
    }

    @Override
    public void read(int piece, int begin, int length, ByteBuf into) throws IOException {
        long offset = grid.offset(piece) + begin;
        try {
            files.read(offset, length, into);
        } catch (IOException e) {
            // A file that was cut short or taken away is said to have changed, whatever reading it says.
            files.eachFile(offset, length, this::requireUnchanged);
            throw e;
        }
        files.eachFile(offset, length, this::requireUnchanged);
    }

    /** Throws {@link FilesChangedException} when one of {@code count} files, from the first on, is not as it was. */
    void inspect(int first, int count) throws IOException {
        for (int file = first; file < Math.min(expected.size(), first + count); file++) {
            requireUnchanged(file);
        }
    }

    private void requireUnchanged(int file) throws IOException {
        Path path = layout.paths().get(file);
        DataStamp now = DataStamp.of(path);
        DataStamp then = expected.get(file);
        if (!now.equals(then)) {
            String what = now.isPresent() ? "has changed: it is " + text(now) : "is gone";
            throw new FilesChangedException(TemporaryPieces.describe(metainfo) + ": " + path + " " + what
                    + (then.isPresent() ? " (expected: " + text(then) + ")" : " (expected: nothing)"));
        }
    }

    private static String text(DataStamp stamp) {
        Instant time = Instant.EPOCH.plus(stamp.mtimeNanos(), ChronoUnit.NANOS);
        return stamp.sizeBytes() + " bytes of " + time;
    }

    @Override
    public void close() throws IOException {
        files.close();
    }

    @Override
    public String toString() {
        return files.toString();
    }
}
