package io.starling.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.bencode.BencodeReader;
import io.starling.bencode.ByteString;
import io.starling.torrent.FileEntry;
import io.starling.torrent.Metainfo;
import io.starling.torrent.PieceGrid;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TorrentBuilderTest {
    private static final int K16 = 16 * 1024;
    private static final int MIB = 1024 * 1024;
    private static final LongConsumer QUIETLY = done -> {};

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"1, 16384", "2, 16384", "7, 65536", "3, 16777216"})
    void hashesEachPieceWhateverTheNumberOfThreads(int threads, int pieceLength) throws Exception {
        write("tree/a", 5 * MIB + 1);
        write("tree/b/c", 0);
        write("tree/b/d", 3);
        write("tree/e", 9 * MIB + 77);
        Metainfo metainfo = TorrentBuilder.build(of("tree", pieceLength), threads, QUIETLY);
        assertThat(metainfo.grid()).isEqualTo(new PieceGrid(14 * MIB + 81, pieceLength));
        assertThat(metainfo.pieceHashes()).isEqualTo(hashesInOneRow(metainfo));
    }

    @Test
    void namesTheTorrentAfterTheFile() throws Exception {
        write("one file.bin", 20_000);
        Metainfo metainfo = TorrentBuilder.build(TorrentSpec.of(directory.resolve("one file.bin")), 2, QUIETLY);
        assertThat(metainfo.name()).isEqualTo("one file.bin");
        assertThat(metainfo.isMultiFile()).isFalse();
        assertThat(metainfo.files()).containsExactly(new FileEntry(List.of("one file.bin"), 0, 20_000));
        assertThat(metainfo.grid().pieceLength()).isEqualTo(K16);
    }

    @Test
    void namesTheTorrentAfterTheDirectoryHoweverItIsWritten() throws Exception {
        write("tree/x", 1);
        Files.createDirectory(directory.resolve("other"));
        Path roundabout = directory.resolve("other/../tree/.");
        Metainfo metainfo = TorrentBuilder.build(TorrentSpec.of(roundabout), 1, QUIETLY);
        assertThat(metainfo.name()).isEqualTo("tree");
        assertThat(metainfo.isMultiFile()).isTrue();
    }

    @Test
    void sortsByTheBytesOfThePath() throws Exception {
        for (String name : List.of("a.txt", "a/b", "a-b", "B", "a/b.c", "\u00fc", "z", "\ud83d\udc31", "\uff5e")) {
            write("tree/" + name, 1);
        }
        Metainfo metainfo = TorrentBuilder.build(of("tree", K16), 1, QUIETLY);
        assertThat(metainfo.files())
                .extracting(file -> String.join("/", file.path()))
                .containsExactly("B", "a-b", "a.txt", "a/b", "a/b.c", "z", "\u00fc", "\uff5e", "\ud83d\udc31");
    }

    @Test
    void writesWhatItWasToldOutsideTheInfoDictionary() throws Exception {
        write("f", 1);
        TorrentSpec spec = new TorrentSpec(
                directory.resolve("f"), OptionalInt.of(K16), List.of(List.of("http://t/")), true, "hello");
        Metainfo metainfo = TorrentBuilder.build(spec, 1, QUIETLY);
        assertThat(metainfo.announce()).containsExactly(List.of("http://t/"));
        assertThat(metainfo.comment()).isEqualTo("hello");
        assertThat(metainfo.createdBy()).isEqualTo("Starling");
        assertThat(metainfo.isPrivate()).isTrue();
        assertThat(BencodeReader.readDict(metainfo.torrent()).integer("creation date"))
                .isPresent();
        assertThat(BencodeReader.readDict(metainfo.info()).keys())
                .extracting(key -> key.utf8().orElseThrow())
                .containsExactly("length", "name", "piece length", "pieces", "private");
    }

    @Test
    void tellsItsProgressUpToTheLastByte() throws Exception {
        write("f", 13 * MIB + 5);
        List<Long> progress = new ArrayList<>();
        TorrentBuilder.build(of("f", K16), 3, progress::add);
        assertThat(progress).isSorted().doesNotHaveDuplicates().hasSize(4).endsWith(13L * MIB + 5);
    }

    @Test
    void takesTheFileThatALinkInTheTreeLeadsTo() throws Exception {
        write("tree/real", 100);
        Files.createSymbolicLink(directory.resolve("tree/link"), Path.of("real"));
        Metainfo metainfo = TorrentBuilder.build(of("tree", K16), 1, QUIETLY);
        assertThat(metainfo.files())
                .containsExactly(new FileEntry(List.of("link"), 0, 100), new FileEntry(List.of("real"), 100, 100));
        assertThat(metainfo.pieceHashes()).isEqualTo(hashesInOneRow(metainfo));
    }

    @Test
    void sharesALinkThatTheUserNamed() throws Exception {
        write("real", 100);
        Files.createSymbolicLink(directory.resolve("link"), Path.of("real"));
        assertThat(TorrentBuilder.build(of("link", K16), 1, QUIETLY).name()).isEqualTo("link");
    }

    @Test
    void refusesALinkThatLeadsOutOfTheTree() throws Exception {
        write("secret", 100);
        write("tree/x", 1);
        Files.createSymbolicLink(directory.resolve("tree/link"), Path.of("../secret"));
        assertRefused("tree", "link: a link to ", "(expected: links within ");
    }

    @Test
    void refusesALinkThatLeadsNowhereOrInACircle() throws Exception {
        write("tree/x", 1);
        Path link = directory.resolve("tree/link");
        Files.createSymbolicLink(link, Path.of("missing"));
        assertRefused("tree", "link: a link that leads nowhere (expected: links to files)");
        Files.delete(link);
        Files.createSymbolicLink(link, Path.of("link"));
        assertRefused("tree", "link: a link that leads nowhere (expected: links to files)");
    }

    @Test
    void refusesALinkToADirectory() throws Exception {
        write("tree/a/x", 1);
        Files.createSymbolicLink(directory.resolve("tree/a/up"), Path.of(".."));
        assertRefused("tree", "up: a link to a directory (expected: files, and links to files)");
    }

    @Test
    void refusesWhatIsNeitherFileNorDirectory() throws Exception {
        write("tree/x", 1);
        Process process = new ProcessBuilder(
                        "mkfifo", directory.resolve("tree/pipe").toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        assertRefused("tree", "pipe: neither a file nor a directory (expected: files, and links to files)");
    }

    @Test
    void refusesADirectoryWithoutFiles() throws Exception {
        Files.createDirectories(directory.resolve("tree/empty/emptier"));
        assertRefused("tree", "tree: no file in this directory (expected: at least one)");
    }

    @Test
    void leavesOutAnEmptyDirectoryAmongOthers() throws Exception {
        write("tree/x", 1);
        Files.createDirectories(directory.resolve("tree/empty"));
        assertThat(TorrentBuilder.build(of("tree", K16), 1, QUIETLY).files()).hasSize(1);
    }

    @Test
    void refusesWhatIsNotThere() {
        assertRefused("missing", "missing: cannot read ", "missing (NoSuchFileException)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\b", "C:x", "...", " "})
    void refusesANameThatNoTorrentMayHave(String name) throws Exception {
        write("tree/dir/" + name, 1);
        assertRefused(
                "tree", "(expected: a name that stays in the download directory)", directory + "/tree/dir/" + name);
    }

    @Test
    void refusesATorrentNameThatNoTorrentMayHave() throws Exception {
        write("C:/x", 1);
        assertRefused("C:", "info.name: \"C:\" (expected: a name that stays in the download directory)");
    }

    @Test
    void refusesANameWhoseBytesAreNoText() throws Exception {
        write("tree/x", 1);
        Process process = new ProcessBuilder("bash", "-c", "printf y > tree/$'bad\\xff'")
                .directory(directory.toFile())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        assertRefused("tree", "(expected: a name in UTF-8");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -16384, 8192, 16385, 33554432, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void refusesAPieceLengthOutOfRange(int pieceLength) throws Exception {
        write("f", 1);
        assertThatThrownBy(() -> TorrentBuilder.build(of("f", pieceLength), 1, QUIETLY))
                .isInstanceOf(StorageException.class)
                .hasMessage("piece length: " + pieceLength + " (expected: a power of two from 16384 to 16777216)");
    }

    @Test
    void refusesPiecesSoShortThatTheTorrentWouldBeTooLarge() throws Exception {
        Path sparse = directory.resolve("sparse");
        try (FileChannel file = FileChannel.open(sparse, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(java.nio.ByteBuffer.wrap(new byte[1]), 10_000_000_000L);
        }
        assertThatThrownBy(() -> TorrentBuilder.build(of("sparse", K16), 1, QUIETLY))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("piece length: 16384 for 10000000001 bytes (expected: longer pieces");
    }

    @Test
    void noticesAFileThatGrowsWhileItIsHashed() throws Exception {
        Path file = write("f", 20 * MIB);
        assertChanged(() -> Files.write(file, new byte[1], StandardOpenOption.APPEND));
    }

    @Test
    void noticesAFileThatShrinksWhileItIsHashed() throws Exception {
        Path file = write("f", 20 * MIB);
        assertChanged(() -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(100);
            }
        });
    }

    @Test
    void noticesAFileThatIsWrittenToWhileItIsHashed() throws Exception {
        Path file = write("f", 20 * MIB);
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        assertChanged(() -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.write(java.nio.ByteBuffer.wrap(new byte[] {42}));
            }
        });
    }

    @Test
    void noticesAFileThatIsRemovedWhileItIsHashed() throws Exception {
        Path file = write("f", 20 * MIB);
        assertThatThrownBy(() -> TorrentBuilder.build(of("f", K16), 2, once(() -> Files.delete(file))))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void endsWhenItIsInterrupted() throws Exception {
        write("f", 20 * MIB);
        assertThatThrownBy(() -> TorrentBuilder.build(
                        of("f", K16), 2, once(() -> Thread.currentThread().interrupt())))
                .isInstanceOf(StorageException.class)
                .hasMessage("hashing was interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    private interface Change {
        void make() throws IOException;
    }

    private void assertChanged(Change change) {
        assertThatThrownBy(() -> TorrentBuilder.build(of("f", K16), 2, once(change)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(directory.resolve("f") + " changed while it was being hashed");
    }

    /** Makes the change as soon as the first bytes are hashed. */
    private static LongConsumer once(Change change) {
        boolean[] isMade = {false};
        return done -> {
            if (!isMade[0]) {
                isMade[0] = true;
                try {
                    change.make();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        };
    }

    private void assertRefused(String name, String... reasons) {
        assertThatThrownBy(() -> TorrentBuilder.build(of(name, K16), 1, QUIETLY))
                .isInstanceOf(StorageException.class)
                .hasMessageContainingAll(reasons);
    }

    private TorrentSpec of(String name, int pieceLength) {
        return new TorrentSpec(directory.resolve(name), OptionalInt.of(pieceLength), List.of(), false, "");
    }

    private Path write(String name, int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(name.hashCode()).nextBytes(bytes);
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes);
    }

    private ByteString hashesInOneRow(Metainfo metainfo) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (FileEntry file : metainfo.files()) {
            all.writeBytes(
                    Files.readAllBytes(directory.resolve(metainfo.name() + "/" + String.join("/", file.path()))));
        }
        byte[] bytes = all.toByteArray();
        ByteArrayOutputStream hashes = new ByteArrayOutputStream();
        int pieceLength = metainfo.grid().pieceLength();
        for (int begin = 0; begin < bytes.length; begin += pieceLength) {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(bytes, begin, Math.min(pieceLength, bytes.length - begin));
            hashes.writeBytes(sha1.digest());
        }
        return ByteString.wrap(hashes.toByteArray());
    }
}
