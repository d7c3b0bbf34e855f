package io.starling.storage;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.starling.bencode.ByteString;
import io.starling.torrent.FileEntry;
import io.starling.torrent.Metainfo;
import io.starling.torrent.PieceGrid;
import io.starling.torrent.PieceSet;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Moves a complete download to its final files, step by step as {@link ReassemblyStep} names them. Blocking; one step
 * at a time, except that pieces are copied by several workers at once. After a crash the same steps, from the first on,
 * lead to the same end.
 */
final class Reassembler {
    private final Metainfo metainfo;
    private final PieceGrid grid;
    private final FileLayout temporary;
    private final FileLayout finals;
    private final TemporaryPieces pieces;
    private final boolean isVerifying;
    private final TorrentFiles target;
    private final PieceSet wanted;

    /** The files that stand at their final paths already, or of which nothing is to stand anywhere. */
    private final BitSet kept = new BitSet();

    /** Of the final files, when they had got their names. */
    private List<DataStamp> stamps = List.of();

    /** The files at whose final paths stands one of ours that a crash left incomplete, to be replaced. */
    private final BitSet ours = new BitSet();

    Reassembler(Opened store, TemporaryPieces pieces, boolean isVerifying) {
        this.metainfo = store.metainfo();
        this.grid = metainfo.grid();
        this.temporary = FileLayout.below(store.folder().files(), metainfo);
        this.finals = store.finals();
        this.wanted = finals.selection().pieces();
        this.pieces = pieces;
        this.isVerifying = isVerifying;
        this.target = TorrentFiles.writing(metainfo, List.of(temporary));
    }

    /** Whether pieces have to be copied; in {@link StorageMode#DIRECT} they stand where they belong. */
    boolean isCopying() {
        return pieces.mode() == StorageMode.APPEND;
    }

    /**
     * Looks at what stands at the final paths: the same bytes are kept, others refused, unless an earlier reassembly
     * that a crash cut short has put them there.
     */
    void prepare() throws IOException {
        finals.refuseObstacles();
        kept.clear();
        ours.clear();
        for (int file = 0; file < finals.paths().size(); file++) {
            if (isNowhere(file)) {
                kept.set(file);
                continue;
            }
            Path last = finals.paths().get(file);
            boolean isOurs = !finals.selection().has(file);
            boolean isThere = Files.exists(last, LinkOption.NOFOLLOW_LINKS);
            // A temporary name goes away only by the rename: ours is what stands there without one.
            boolean isMoved = isThere
                    && pieces.index().isRenaming()
                    && !Files.exists(temporary.paths().get(file));
            if (isThere && ((isMoved && !isCopying()) || (!isOurs && isSame(file)))) {
                kept.set(file);
            } else if (isThere && !isMoved && !isOurs) {
                throw new StorageException(TemporaryPieces.describe(metainfo) + ": " + last
                        + " exists already and is not the same (move it away, then resume)");
            } else {
                ours.set(file, isThere);
                make(temporary.paths().get(file));
            }
        }
        refuseShortFiles();
    }

    /** Padding, and files of which no piece is wanted. */
    private boolean isNowhere(int file) {
        return metainfo.files().get(file).isPadding()
                || (!finals.selection().has(file) && !wanted.intersects(FilePieces.of(metainfo, file)));
    }

    /** Files that are not copied must be whole; somebody may have deleted or cut them while they were open. */
    private void refuseShortFiles() throws IOException {
        PieceSet missing = PieceSet.none(grid.pieces());
        for (int file = 0; file < finals.paths().size() && !isCopying(); file++) {
            Path path = temporary.paths().get(file);
            if (!kept.get(file) && isCut(file, Files.size(path))) {
                missing.addAll(FilePieces.of(metainfo, file));
            }
        }
        missing.retainAll(wanted);
        if (!missing.isEmpty()) {
            throw new DamagedPiecesException(
                    TemporaryPieces.describe(metainfo) + ": files are cut short in " + pieces,
                    missing.stream().boxed().toList());
        }
    }

    /** A wanted file has its length; another one reaches to the end of the last piece that is wanted, at least. */
    private boolean isCut(int file, long sizeBytes) {
        FileEntry entry = metainfo.files().get(file);
        if (finals.selection().has(file)) {
            return sizeBytes != entry.length();
        }
        PieceSet shared = FilePieces.of(metainfo, file);
        shared.retainAll(wanted);
        int last = shared.stream().max().orElseThrow();
        return sizeBytes < Math.min(entry.length(), grid.offset(last) + grid.length(last) - entry.offset());
    }

    /** Every file exists from the start, so that those without bytes do too. */
    private void make(Path path) throws IOException {
        Files.createDirectories(Io.parent(path));
        Set<StandardOpenOption> options = isCopying()
                ? Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                : Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileChannel.open(path, options).close();
    }

    /** Whether the file at the final path has the bytes that the pieces have. */
    private boolean isSame(int file) throws IOException {
        FileEntry entry = metainfo.files().get(file);
        Path path = finals.paths().get(file);
        if (!Files.isRegularFile(path) || Files.size(path) != entry.length()) {
            return false;
        }
        ByteBuf mine = PooledByteBufAllocator.DEFAULT.directBuffer(PieceHash.PART_BYTES);
        ByteBuf theirs = PooledByteBufAllocator.DEFAULT.directBuffer(PieceHash.PART_BYTES);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long at = 0;
            while (at < entry.length()) {
                int count = readSome(entry, at, mine.clear());
                Io.readFully(channel, theirs.clear(), at, count);
                if (!mine.equals(theirs)) {
                    return false;
                }
                at += count;
            }
            return true;
        } finally {
            mine.release();
            theirs.release();
        }
    }

    /** Reads from byte {@code at} of the file on, as much as is in one piece and fits, and tells how much that was. */
    private int readSome(FileEntry entry, long at, ByteBuf into) throws IOException {
        long offset = entry.offset() + at;
        int piece = (int) (offset / grid.pieceLength());
        int begin = (int) (offset - grid.offset(piece));
        int count = (int) Math.min(entry.length() - at, Math.min(PieceHash.PART_BYTES, grid.length(piece) - begin));
        pieces.read(piece, begin, count, into);
        return count;
    }

    /** Copies one piece to its place under the temporary names, and tells whether it is sound. */
    boolean copy(int piece) throws IOException {
        PieceHash.Reader reader = (begin, length, into) -> pieces.read(piece, begin, length, into);
        PieceHash.PartSink sink = (begin, part) -> target.write(grid.offset(piece) + begin, part, kept);
        if (!isVerifying) {
            PieceHash.inParts(grid.length(piece), reader, sink);
            return true;
        }
        if (pieces.checksums().has(piece)) {
            Checksums.Sum sum = new Checksums.Sum();
            PieceHash.inParts(grid.length(piece), reader, (begin, part) -> {
                sum.add(part);
                sink.accept(begin, part);
            });
            return pieces.checksums().isOf(piece, sum);
        }
        ByteString hash = PieceHash.of(grid.length(piece), reader, sink);
        return hash.equals(metainfo.pieceHash(piece));
    }

    /** Records that the final files begin to get their names; before that, data that is not copied is synced. */
    void mark() throws IOException {
        target.close();
        if (!isCopying()) {
            pieces.checkpoint(false);
        }
        pieces.index().markRenaming();
    }

    /** Gives every file its final name. */
    void rename(ReassemblyStep.Listener listener) throws IOException {
        for (int file = 0; file < finals.paths().size(); file++) {
            if (!kept.get(file)) {
                Path last = finals.paths().get(file);
                Files.createDirectories(Io.parent(last));
                move(temporary.paths().get(file), last, ours.get(file));
                listener.onStep(ReassemblyStep.RENAMED_ONE);
            }
        }
        stamps = FileStamps.take(finals);
    }

    /** The final files, from when they have their names; whoever changes them from then on is noticed. */
    WatchedSource finals() {
        return new WatchedSource(metainfo, finals, stamps);
    }

    /** Fails when a file that is not ours has come to stand there since {@link #prepare()}. */
    private static void move(Path from, Path to, boolean isReplacing) throws IOException {
        if (isReplacing) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.move(from, to);
        }
    }

    /** Makes the final files and their names durable. */
    void sync() throws IOException {
        Set<Path> directories = new LinkedHashSet<>();
        for (int file = 0; file < stamps.size(); file++) {
            if (!stamps.get(file).isPresent()) {
                continue;
            }
            Path path = finals.paths().get(file);
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                channel.force(true);
            }
            for (Path each = Io.parent(path); directories.add(each) && !each.equals(finals.base()); ) {
                each = Io.parent(each);
            }
        }
        for (Path directory : directories) {
            Io.forceDirectory(directory);
        }
    }

    /** Records that all is done; the temporary file is needed no more. */
    void complete(TorrentFolder folder) throws IOException {
        folder.keep(metainfo);
        folder.keepStamps(new FileStamps(metainfo.infoHash(), finals.root(), false, wanted, stamps));
        pieces.index().markComplete();
    }

    /** Closes and deletes the temporary file; nobody reads it any more. */
    void clean(TorrentFolder folder) throws IOException {
        pieces.close();
        pieces.deleteData();
        Io.deleteTree(folder.files());
    }

    /** After a step has failed: the temporary file stays in use, and copies of it that are no use are not kept. */
    void abandon() throws IOException {
        target.close();
        if (isCopying() && !pieces.index().isRenaming()) {
            Io.deleteTree(temporary.root());
        }
    }
}
