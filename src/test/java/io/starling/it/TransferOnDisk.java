package io.starling.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bencode.ByteString;
import io.starling.torrent.FileEntry;
import io.starling.torrent.Metainfo;
import io.starling.torrent.PieceGrid;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * What a process that was killed has left of the one transfer in its download directory, read from the layout as it is
 * written down and not by the code that is under test.
 *
 * @param downloads the download directory
 * @param torrent the torrent
 * @param original the directory of which the torrent was made
 */
record TransferOnDisk(Path downloads, Metainfo torrent, Path original) {
    private static final int INDEX_HEADER_BYTES = 48;
    private static final int CRC_BYTES = 4;

    /**
     * {@code pieces.idx} as far as it is sound.
     *
     * @param slots of each piece that it says is here
     * @param repeated how many pieces it says have come more than once
     */
    record Index(byte[] sound, Map<Integer, Integer> slots, int repeated, boolean isRenaming, boolean isComplete) {
        /** Whether this says all that the other says, in the same words, and then perhaps more. */
        boolean goesOnFrom(Index before) {
            int common = Arrays.mismatch(before.sound, sound);
            return common < 0 || common == before.sound.length;
        }
    }

    private Path folder() {
        return downloads.resolve(".starling").resolve(torrent.infoHash().hex());
    }

    Path part() {
        return folder().resolve("pieces.part");
    }

    Path indexFile() {
        return folder().resolve("pieces.idx");
    }

    /** Where files are that only lack their final names. */
    Path unnamed() {
        return folder().resolve("files");
    }

    Path finalFile(int file) {
        return at(downloads, file);
    }

    private Path at(Path base, int file) {
        FileEntry entry = torrent.files().get(file);
        return base.resolve(torrent.name()).resolve(String.join("/", entry.path()));
    }

    boolean isEveryFileNamed() {
        for (int file = 0; file < torrent.files().size(); file++) {
            if (Files.notExists(finalFile(file))) {
                return false;
            }
        }
        return true;
    }

    /** Whether nothing is left to be done. */
    boolean isFinished() throws IOException {
        return isEveryFileNamed() && index().isComplete() && Files.notExists(part()) && Files.notExists(unnamed());
    }

    Index index() throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(indexFile());
        } catch (NoSuchFileException e) {
            bytes = new byte[0];
        }
        Map<Integer, Integer> slots = new LinkedHashMap<>();
        int repeated = 0;
        boolean isRenaming = false;
        boolean isComplete = false;
        int at = Math.min(bytes.length, INDEX_HEADER_BYTES);
        for (int end = recordEnd(bytes, at); end > 0; end = recordEnd(bytes, at)) {
            ByteBuffer record = ByteBuffer.wrap(bytes, at, end - at);
            byte kind = record.get();
            if (kind == 1) {
                repeated += slots.put(record.getInt(), record.getInt()) == null ? 0 : 1;
            } else if (kind == 2) {
                slots.remove(record.getInt());
            }
            isRenaming |= kind == 5;
            isComplete |= kind == 6;
            at = end;
        }
        return new Index(Arrays.copyOf(bytes, at), slots, repeated, isRenaming, isComplete);
    }

    /** Behind the record that begins there; 0 when there is none that is sound. */
    private static int recordEnd(byte[] bytes, int start) {
        int[] bodies = {-1, 8, 4, 40, 40, 16, 0};
        int kind = start < bytes.length ? bytes[start] : 0;
        int body = kind > 0 && kind < bodies.length ? bodies[kind] : -1;
        int crcAt = start + 1 + body;
        if (body < 0 || crcAt + CRC_BYTES > bytes.length) {
            return 0;
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, start, crcAt - start);
        return ByteBuffer.wrap(bytes).getInt(crcAt) == (int) crc.getValue() ? crcAt + CRC_BYTES : 0;
    }

    long bytesOf(Index index) {
        return index.slots().keySet().stream().mapToLong(torrent.grid()::length).sum();
    }

    /** Fails when the index points at a wrong byte, or a file has its final name and is not the original. */
    void assertSound() throws IOException {
        Index index = index();
        assertThat(index.repeated()).as("pieces that came twice").isZero();
        for (Map.Entry<Integer, Integer> each : index.slots().entrySet()) {
            PieceGrid grid = torrent.grid();
            ByteBuffer piece = ByteBuffer.wrap(bytes(original.getParent(), null, each.getKey()));
            assertThat(ByteBuffer.wrap(stored(each.getKey(), each.getValue())))
                    .as("piece %d of %d in slot %d", each.getKey(), grid.pieces(), each.getValue())
                    .isEqualTo(piece);
        }
        for (int file = 0; file < torrent.files().size(); file++) {
            if (Files.exists(finalFile(file))) {
                assertThat(SampleFiles.sha256(finalFile(file)))
                        .as("%s has its final name", finalFile(file))
                        .isEqualTo(SampleFiles.sha256(at(original.getParent(), file)));
            }
        }
    }

    private byte[] stored(int piece, int slot) throws IOException {
        if (Files.notExists(part())) {
            return bytes(unnamed(), downloads, piece);
        }
        byte[] bytes = new byte[torrent.grid().length(piece)];
        read(part(), (long) slot * torrent.grid().pieceLength(), bytes, 0, bytes.length);
        return bytes;
    }

    /** The piece from the files below the first base, or where one is not there, below the second. */
    private byte[] bytes(Path first, Path second, int piece) throws IOException {
        byte[] bytes = new byte[torrent.grid().length(piece)];
        long from = torrent.grid().offset(piece);
        long to = from + bytes.length;
        for (int file = 0; file < torrent.files().size(); file++) {
            FileEntry entry = torrent.files().get(file);
            long begin = Math.max(from, entry.offset());
            long end = Math.min(to, entry.end());
            if (begin < end) {
                Path path = Files.exists(at(first, file)) || second == null ? at(first, file) : at(second, file);
                read(path, begin - entry.offset(), bytes, (int) (begin - from), (int) (end - begin));
            }
        }
        return bytes;
    }

    private static void read(Path path, long position, byte[] into, int at, int length) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            file.seek(position);
            file.readFully(into, at, length);
        }
    }

    static Metainfo torrentIn(Path torrentFile) throws IOException {
        return Metainfo.parse(ByteString.wrap(Files.readAllBytes(torrentFile)));
    }
}
