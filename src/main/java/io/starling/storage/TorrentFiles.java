package io.starling.storage;

import io.netty.buffer.ByteBuf;
import io.starling.torrent.FileEntry;
import io.starling.torrent.Metainfo;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/**
 * The files of a torrent as the one run of bytes that its pieces cut: every access names a position among the torrent's
 * bytes, and may cross files. Padding (BEP 47) is not on disk: it reads as zeros, and writing it does nothing. Used by
 * several workers at once.
 */
final class TorrentFiles implements Closeable {
    private final List<FileEntry> entries;
    private final List<FileLayout> places;
    private final boolean isWritable;
    private final OpenFiles channels = new OpenFiles(this::open);
    private final BitSet dirty = new BitSet();

    /** What is done with the part of a range that lies in one file. */
    private interface Segment {
        void at(int file, long position, int length) throws IOException;
    }

    private TorrentFiles(Metainfo metainfo, List<FileLayout> places, boolean isWritable) {
        this.entries = metainfo.files();
        this.places = List.copyOf(places);
        this.isWritable = isWritable;
    }

    /** Files that are there, to be read. Each is looked for in each place in turn, since a rename may have moved it. */
    static TorrentFiles reading(Metainfo metainfo, List<FileLayout> places) {
        return new TorrentFiles(metainfo, places, false);
    }

    /** Files to be written and read. Each is looked for in each place in turn, and made in the first when it is in none. */
    static TorrentFiles writing(Metainfo metainfo, List<FileLayout> places) {
        return new TorrentFiles(metainfo, places, true);
    }

    void read(long offset, int length, ByteBuf into) throws IOException {
        eachSegment(offset, length, (file, position, count) -> {
            if (entries.get(file).isPadding()) {
                into.writeZero(count);
            } else {
                channels.use(file, channel -> Io.readFully(channel, into, position, count));
            }
        });
    }

    /** Writes the readable bytes of {@code from}, whose indexes stay as they are, except to files in {@code skipped}. */
    void write(long offset, ByteBuf from, BitSet skipped) throws IOException {
        int[] done = {from.readerIndex()};
        eachSegment(offset, from.readableBytes(), (file, position, count) -> {
            if (!skipped.get(file) && !entries.get(file).isPadding()) {
                channels.use(file, channel -> writeFully(channel, from.slice(done[0], count), position));
                markDirty(file);
            }
            done[0] += count;
        });
    }

    private static void writeFully(FileChannel channel, ByteBuf from, long position) throws IOException {
        long at = position;
        for (var part : from.nioBuffers()) {
            at = Io.writeFully(channel, part, at);
        }
    }

    /** What is done with a file. */
    interface FileUse {
        void with(int file) throws IOException;
    }

    /** Calls {@code use} with each file that has bytes of the range. */
    void eachFile(long offset, int length, FileUse use) throws IOException {
        eachSegment(offset, length, (file, position, count) -> use.with(file));
    }

    /** How many bytes are on disk from {@code offset} on, without a gap between files, at most {@code length}. */
    int available(long offset, int length) throws IOException {
        int[] available = {0};
        boolean[] isCut = {false};
        eachSegment(offset, length, (file, position, count) -> {
            long there = entries.get(file).isPadding()
                    ? count
                    : Math.max(0, stamp(file).sizeBytes() - position);
            available[0] += isCut[0] ? 0 : (int) Math.min(count, there);
            isCut[0] |= there < count;
        });
        return available[0];
    }

    /** One file's size and time where it is now. */
    DataStamp stamp(int file) throws IOException {
        for (FileLayout place : places) {
            DataStamp stamp = DataStamp.of(place.paths().get(file));
            if (stamp.isPresent()) {
                return stamp;
            }
        }
        return DataStamp.ABSENT;
    }

    DataStamp stamp() throws IOException {
        DataStamp all = new DataStamp(0, 0);
        for (int file = 0; file < entries.size(); file++) {
            all = all.and(stamp(file));
        }
        return all;
    }

    /** Syncs the files that were written since the last call. */
    void force() throws IOException {
        BitSet files;
        synchronized (this) {
            files = (BitSet) dirty.clone();
            dirty.clear();
        }
        try {
            for (int file = files.nextSetBit(0); file >= 0; file = files.nextSetBit(file + 1)) {
                channels.use(file, channel -> channel.force(true));
            }
        } catch (IOException e) {
            files.stream().forEach(this::markDirty);
            throw e;
        }
    }

    /** Looks for the files anew: what is open may have been deleted. */
    void reopen() throws IOException {
        channels.reopen();
    }

    private synchronized void markDirty(int file) {
        dirty.set(file);
    }

    private FileChannel open(int file) throws IOException {
        Set<StandardOpenOption> options = isWritable
                ? Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE)
                : Set.of(StandardOpenOption.READ);
        for (FileLayout place : places) {
            try {
                return FileChannel.open(place.paths().get(file), options);
            } catch (NoSuchFileException e) {
                continue;
            }
        }
        Path path = places.get(0).paths().get(file);
        if (!isWritable) {
            throw new NoSuchFileException(path.toString());
        }
        Files.createDirectories(Io.parent(path));
        return FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private void eachSegment(long offset, int length, Segment segment) throws IOException {
        long at = offset;
        long end = offset + length;
        for (int file = fileAt(offset); at < end; file++) {
            FileEntry entry = entries.get(file);
            int count = (int) Math.min(end - at, entry.offset() + entry.length() - at);
            if (count > 0) {
                segment.at(file, at - entry.offset(), count);
                at += count;
            }
        }
    }

    /** The last file that begins at or before this byte; files without bytes before it do no harm. */
    private int fileAt(long offset) {
        int low = 0;
        int high = entries.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (entries.get(middle).offset() <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    @Override
    public void close() throws IOException {
        channels.close();
    }

    @Override
    public String toString() {
        return places.get(0).root().toString();
    }
}
