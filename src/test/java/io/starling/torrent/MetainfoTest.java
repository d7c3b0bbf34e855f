package io.starling.torrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.bencode.BValue;
import io.starling.bencode.BValue.BDict;
import io.starling.bencode.BValue.BList;
import io.starling.bencode.BencodeWriter;
import io.starling.bencode.ByteString;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MetainfoTest {
    private final Map<String, BValue> info = new HashMap<>(Map.of(
            "name", BValue.of("file.bin"),
            "length", BValue.of(40_000),
            "piece length", BValue.of(32_768),
            "pieces", BValue.of("a".repeat(20) + "b".repeat(20))));
    private final Map<String, BValue> torrent = new HashMap<>();

    private ByteString bytes() {
        torrent.put("info", BDict.of(info));
        return BencodeWriter.write(BDict.of(torrent));
    }

    private Metainfo parse() {
        return Metainfo.parse(bytes());
    }

    private static BDict file(long length, String... path) {
        return BDict.of(Map.of("length", BValue.of(length), "path", texts(path)));
    }

    private static BList texts(String... texts) {
        return new BList(List.<BValue>copyOf(
                java.util.Arrays.stream(texts).map(BValue::of).toList()));
    }

    private void files(BValue... files) {
        info.remove("length");
        info.put("files", new BList(List.of(files)));
    }

    @Test
    void readsASingleFile() {
        Metainfo metainfo = parse();
        assertThat(metainfo.name()).isEqualTo("file.bin");
        assertThat(metainfo.isMultiFile()).isFalse();
        assertThat(metainfo.isPrivate()).isFalse();
        assertThat(metainfo.grid()).isEqualTo(new PieceGrid(40_000, 32_768));
        assertThat(metainfo.files()).containsExactly(new FileEntry(List.of("file.bin"), 0, 40_000));
        assertThat(metainfo.pieceHash(1)).isEqualTo(ByteString.utf8("b".repeat(20)));
        assertThat(metainfo.announce()).isEmpty();
        assertThat(metainfo.comment()).isEmpty();
        assertThat(metainfo.createdBy()).isEmpty();
    }

    @Test
    void readsATreeWithEmptyFiles() {
        files(file(0, "empty"), file(30_000, "a", "b"), file(0, "a", "c"), file(10_000, "z"));
        Metainfo metainfo = parse();
        assertThat(metainfo.isMultiFile()).isTrue();
        assertThat(metainfo.files())
                .containsExactly(
                        new FileEntry(List.of("empty"), 0, 0),
                        new FileEntry(List.of("a", "b"), 0, 30_000),
                        new FileEntry(List.of("a", "c"), 30_000, 0),
                        new FileEntry(List.of("z"), 30_000, 10_000));
    }

    @Test
    void readsATorrentOfNoBytes() {
        info.put("length", BValue.of(0));
        info.put("pieces", BValue.of(""));
        assertThat(parse().grid().pieces()).isZero();
    }

    @Test
    void hashesTheInfoDictionaryAsItStandsThereWithKeysItDoesNotKnow() {
        info.put("x-unknown", new BList(List.of(BValue.of(1), BDict.of(Map.of("y", BValue.of("z"))))));
        ByteString raw = BencodeWriter.write(BDict.of(info));
        Metainfo metainfo = parse();
        assertThat(metainfo.info()).isEqualTo(raw);
        assertThat(metainfo.infoHash()).isEqualTo(InfoHash.ofInfo(raw));
    }

    @Test
    void isTheSameTorrentWhateverStandsOutsideTheInfoDictionary() {
        Metainfo plain = parse();
        torrent.put("comment", BValue.of("hello"));
        torrent.put("created by", BValue.of("somebody"));
        Metainfo commented = parse();
        assertThat(commented).isEqualTo(plain).hasSameHashCodeAs(plain);
        assertThat(commented.comment()).isEqualTo("hello");
        assertThat(commented.createdBy()).isEqualTo("somebody");
        info.put("private", BValue.of(1));
        assertThat(parse()).isNotEqualTo(plain);
    }

    @Test
    void readsThePrivateFlag() {
        info.put("private", BValue.of(1));
        assertThat(parse().isPrivate()).isTrue();
        info.put("private", BValue.of(0));
        assertThat(parse().isPrivate()).isFalse();
        info.put("private", BValue.of("1"));
        assertRefused("info.private: a string (expected: an integer)");
    }

    @Test
    void knowsPaddingByItsAttribute() {
        BDict padding =
                BDict.of(Map.of("length", BValue.of(2_768), "path", texts(".pad", "2768"), "attr", BValue.of("xp")));
        BDict runnable = BDict.of(Map.of("length", BValue.of(7_232), "path", texts("z"), "attr", BValue.of("x")));
        files(file(30_000, "a"), padding, runnable);
        assertThat(parse().files()).extracting(FileEntry::isPadding).containsExactly(false, true, false);
    }

    @Test
    void readsTiersOfTrackers() {
        torrent.put("announce", BValue.of("http://ignored/"));
        torrent.put("announce-list", new BList(List.of(texts("http://a/", "udp://b:1"), texts("http://c/"))));
        assertThat(parse().announce()).containsExactly(List.of("http://a/", "udp://b:1"), List.of("http://c/"));
    }

    @Test
    void fallsBackToTheOneTracker() {
        torrent.put("announce", BValue.of("http://one/"));
        assertThat(parse().announce()).containsExactly(List.of("http://one/"));
        torrent.put("announce-list", new BList(List.of(texts(), texts(""))));
        assertThat(parse().announce()).containsExactly(List.of("http://one/"));
    }

    @Test
    void passesOverTrackersThatAreNone() {
        torrent.put(
                "announce-list",
                new BList(List.of(
                        BValue.of("http://flat/"),
                        BValue.of(5),
                        new BList(List.of(BValue.of(1), BValue.of("http://a/"), BValue.of("http://a b/"))),
                        texts("http://a/", "http://e\u0000vil/", "x".repeat(3_000)),
                        new BList(List.of(BValue.of(ByteString.ofHex("ff")))))));
        assertThat(parse().announce()).containsExactly(List.of("http://flat/"), List.of("http://a/"));
    }

    @Test
    void takesOnlySoManyTrackers() {
        List<BValue> tiers = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            tiers.add(texts("http://victim/" + i));
        }
        torrent.put("announce-list", new BList(tiers));
        assertThat(parse().announce()).hasSize(100);
    }

    @Test
    void aCommentThatIsNoTextIsNone() {
        torrent.put("comment", BValue.of(ByteString.ofHex("ff")));
        torrent.put("created by", BValue.of(1));
        assertThat(parse().comment()).isEmpty();
        assertThat(parse().createdBy()).isEmpty();
    }

    @Test
    void makesAMagnetLink() {
        torrent.put("announce", BValue.of("http://t/"));
        Metainfo metainfo = parse();
        assertThat(metainfo.magnet())
                .hasToString("magnet:?xt=urn:btih:" + metainfo.infoHash() + "&dn=file.bin&tr=http%3A%2F%2Ft%2F");
    }

    @Test
    void readsBackWhatIsWritten() {
        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            List<FileEntry> files = new ArrayList<>();
            long offset = 0;
            for (int i = 0; i <= random.nextInt(20); i++) {
                FileEntry file = new FileEntry(
                        List.of("dir" + random.nextInt(3), "\u00fc" + i),
                        offset,
                        random.nextInt(3) * random.nextInt(9_999));
                files.add(file);
                offset = file.end();
            }
            PieceGrid grid = new PieceGrid(offset, 16_384);
            byte[] hashes = new byte[grid.pieces() * 20];
            random.nextBytes(hashes);
            InfoDictionary dictionary =
                    new InfoDictionary("n" + seed, grid, ByteString.wrap(hashes), files, true, random.nextBoolean());
            ByteString written = new TorrentWriter(dictionary.toBencode())
                    .announce(List.of(List.of("http://a/", "http://b/"), List.of("http://c/")))
                    .comment("c" + seed)
                    .createdBy("test")
                    .creationDate(Instant.ofEpochSecond(seed))
                    .write();
            Metainfo metainfo = Metainfo.parse(written);
            assertThat(metainfo.infoHash()).isEqualTo(InfoHash.ofInfo(dictionary.toBencode()));
            assertThat(metainfo.files()).as("seed %d", seed).isEqualTo(files);
            assertThat(metainfo.grid()).isEqualTo(grid);
            assertThat(metainfo.pieceHashes()).isEqualTo(ByteString.wrap(hashes));
            assertThat(metainfo.isPrivate()).isEqualTo(dictionary.isPrivate());
            assertThat(metainfo.announce()).containsExactly(List.of("http://a/", "http://b/"), List.of("http://c/"));
            assertThat(metainfo.comment()).isEqualTo("c" + seed);
            assertThat(metainfo.createdBy()).isEqualTo("test");
        }
    }

    @Test
    void writesOneTrackerAsBep3HasIt() {
        ByteString written = new TorrentWriter(ByteString.utf8("de"))
                .announce(List.of(List.of(), List.of("http://a/")))
                .write();
        assertThat(written.utf8()).contains("d8:announce9:http://a/4:infodee");
    }

    @Test
    void writesTiersWithTheFirstTrackerInFront() {
        ByteString written = new TorrentWriter(ByteString.utf8("de"))
                .announce(List.of(List.of("u:1"), List.of("u:2")))
                .creationDate(Instant.ofEpochSecond(7))
                .write();
        assertThat(written.utf8())
                .contains("d8:announce3:u:113:announce-listll3:u:1el3:u:2ee13:creation datei7e4:infodee");
    }

    @Test
    void refusesEveryTruncation() {
        ByteString whole = bytes();
        for (int length = 0; length < whole.size(); length++) {
            ByteString cut = whole.slice(0, length);
            assertThatExceptionOfType(MetainfoException.class)
                    .as("%d bytes", length)
                    .isThrownBy(() -> Metainfo.parse(cut))
                    .withMessageStartingWith("torrent: byte ");
        }
    }

    @Test
    void everyDamagedByteIsReadOrRefusedInOneLine() {
        files(file(30_000, "a", "b"), file(10_000, "z"));
        ByteString whole = bytes();
        for (long seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            byte[] damaged = whole.toByteArray();
            for (int i = 0; i <= random.nextInt(3); i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(Metainfo.parse(ByteString.wrap(damaged)).files()).isNotEmpty();
            } catch (MetainfoException e) {
                assertThat(e.getMessage()).as("seed %d", seed).matches("\\P{Cc}+ \\(expected: \\P{Cc}+\\)");
            }
        }
    }

    @Test
    void refusesMoreBytesThanATorrentHas() {
        ByteString large = ByteString.wrap(new byte[Metainfo.MAX_TORRENT_BYTES + 1]);
        assertThatThrownBy(() -> Metainfo.parse(large))
                .isInstanceOf(MetainfoException.class)
                .hasMessage("torrent: 10000001 bytes (expected: at most 10000000)");
    }

    @Test
    void refusesTrailingBytesAndOtherValues() {
        assertThatThrownBy(() -> Metainfo.parse(ByteString.utf8(
                        new String(bytes().toByteArray(), java.nio.charset.StandardCharsets.US_ASCII) + "\n")))
                .isInstanceOf(MetainfoException.class)
                .hasMessageContaining("1 more bytes (expected: the end of the data)");
        assertThatThrownBy(() -> Metainfo.parse(ByteString.utf8("<html>")))
                .hasMessage("torrent: byte 0: \"<\" (expected: a value)");
        assertThatThrownBy(() -> Metainfo.parse(ByteString.utf8("le")))
                .hasMessage("torrent: byte 0: a list (expected: a dictionary)");
        assertThatThrownBy(() -> Metainfo.parse(ByteString.utf8("de")))
                .hasMessage("info: missing (expected: a dictionary)");
        assertThatThrownBy(() -> Metainfo.parse(ByteString.utf8("d4:infole4:infodee")))
                .hasMessageContaining("the same key again");
    }

    @Test
    void refusesFieldsThatAreMissingOrOfAnotherKind() {
        assertRefusedWithout("name", "info.name: missing (expected: a string)");
        assertRefusedWithout("piece length", "info.piece length: missing (expected: an integer)");
        assertRefusedWithout("pieces", "info.pieces: missing (expected: a string)");
        assertRefusedWithout("length", "info: neither length nor files (expected: one of them)");
        assertRefusedWith("name", BValue.of(1), "info.name: an integer (expected: a string)");
        assertRefusedWith("length", BValue.of("1"), "info.length: a string (expected: an integer)");
        assertRefusedWith("pieces", new BList(List.of()), "info.pieces: a list (expected: a string)");
        assertRefusedWith(
                "files", new BList(List.of(file(1, "a"))), "info: both length and files (expected: one of them)");
    }

    @Test
    void refusesATorrentOfVersion2Only() {
        info.remove("length");
        info.put("file tree", BDict.of(Map.of()));
        assertRefused("info: BitTorrent v2 only (expected: a v1 or hybrid torrent)");
    }

    @Test
    void refusesLengthsOutOfRange() {
        assertRefusedWith("length", BValue.of(-1), "info.length: -1 (expected: 0 or more)");
        assertRefusedWith(
                "length",
                BValue.of(Long.MAX_VALUE),
                "info.pieces: more than 2097152 of 32768 bytes (expected: longer pieces)");
        for (long bad : new long[] {0, -1, Long.MIN_VALUE, 512 << 20, 1L << 32, Long.MAX_VALUE}) {
            assertRefusedWith("piece length", BValue.of(bad), "info.piece length: " + bad + " (expected: 1..67108864)");
        }
    }

    @Test
    void refusesALengthOfTwoToThe63() {
        String text = new String(bytes().toByteArray(), java.nio.charset.StandardCharsets.US_ASCII);
        ByteString bad = ByteString.utf8(text.replace("i40000e", "i9223372036854775808e"));
        assertThatThrownBy(() -> Metainfo.parse(bad))
                .isInstanceOf(MetainfoException.class)
                .hasMessageContaining("a number out of range (expected: -2^63..2^63-1)");
    }

    @Test
    void refusesFilesOfMoreThanTwoToThe63BytesTogether() {
        files(file(Long.MAX_VALUE, "a"), file(1, "b"));
        assertRefused("info.files[1].length: 1 (expected: files of less than 2^63 bytes together)");
    }

    @Test
    void refusesTheWrongNumberOfHashes() {
        assertRefusedWith("pieces", BValue.of("x".repeat(39)), "info.pieces: 39 bytes (expected: a multiple of 20)");
        assertRefusedWith("pieces", BValue.of("x".repeat(20)), "info.pieces: 20 bytes of hashes (expected: 40)");
        assertRefusedWith("pieces", BValue.of("x".repeat(60)), "info.pieces: 60 bytes of hashes (expected: 40)");
        assertRefusedWith("pieces", BValue.of(""), "info.pieces: 0 bytes of hashes (expected: 40)");
    }

    @Test
    void refusesFilesThatAreNotAsTheyShouldBe() {
        files();
        assertRefused("info.files: none (expected: at least one)");
        files(BValue.of(1));
        assertRefused("info.files[0]: an integer (expected: a dictionary)");
        files(file(1, "a"), BDict.of(Map.of("length", BValue.of(1))));
        assertRefused("info.files[1].path: missing (expected: a list)");
        files(BDict.of(Map.of("path", texts("a"))));
        assertRefused("info.files[0].length: missing (expected: an integer)");
        files(BDict.of(Map.of("length", BValue.of(1), "path", new BList(List.of(BValue.of(1))))));
        assertRefused("info.files[0].path: an integer (expected: a list of strings)");
        files(file(-5, "a"));
        assertRefused("info.files[0].length: -5 (expected: 0 or more)");
        files(file(1));
        assertRefused("info.files[0].path: 0 elements (expected: 1..100)");
    }

    @Test
    void refusesAPathThatIsTooDeep() {
        String[] path = new String[101];
        java.util.Arrays.fill(path, "d");
        files(file(40_000, path));
        assertRefused("info.files[0].path: 101 elements (expected: 1..100)");
        files(file(40_000, java.util.Arrays.copyOf(path, 100)));
        assertThat(parse().files()).hasSize(1);
    }

    @Test
    void refusesTwoFilesInOnePlace() {
        files(file(1, "a", "b"), file(2, "c"), file(39_997, "a", "b"));
        assertRefused("info.files: \"a/b\" twice (expected: once)");
    }

    @Test
    void refusesAFileWhereADirectoryIs() {
        files(file(1, "a", "b", "c"), file(2, "a-"), file(39_996, "a", "b"), file(1, "a", "b-"));
        assertRefused("info.files: \"a/b\" and \"a/b/c\" (expected: a file or a directory)");
        files(file(1, "x"), file(39_999, "x", "y", "z"));
        assertRefused("info.files: \"x\" and \"x/y/z\" (expected: a file or a directory)");
    }

    @Test
    void namesThatOnlyBeginAlikeAreDifferent() {
        files(file(1, "a", "b"), file(2, "ab"), file(39_996, "a.b"), file(1, "A", "b"));
        assertThat(parse().files()).hasSize(4);
    }

    @Test
    void aTorrentIsNotMadeOfPartsThatContradictEachOther() {
        Metainfo good = parse();
        FileEntry file = new FileEntry(List.of("a"), 0, 39_999);
        assertThatIllegalArgumentException().isThrownBy(() -> with(good, "n", true, file));
        assertThatIllegalArgumentException().isThrownBy(() -> with(good, "n", true));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(good, "n", true, file, new FileEntry(List.of("b"), 40_000, 1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(good, "n", false, new FileEntry(List.of("other"), 0, 40_000)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(good, "..", true, new FileEntry(List.of("a"), 0, 40_000)));
        assertThat(with(good, "n", true, new FileEntry(List.of("a"), 0, 40_000)).name())
                .isEqualTo("n");
    }

    private static Metainfo with(Metainfo good, String name, boolean isMultiFile, FileEntry... files) {
        return new Metainfo(
                good.infoHash(),
                name,
                good.grid(),
                good.pieceHashes(),
                List.of(files),
                isMultiFile,
                false,
                List.of(),
                List.of(),
                "",
                "",
                good.torrent());
    }

    private void assertRefusedWithout(String key, String message) {
        BValue before = info.remove(key);
        assertRefused(message);
        info.put(key, before);
    }

    private void assertRefusedWith(String key, BValue value, String message) {
        BValue before = info.put(key, value);
        assertRefused(message);
        if (before == null) {
            info.remove(key);
        } else {
            info.put(key, before);
        }
    }

    private void assertRefused(String message) {
        assertThatThrownBy(this::parse).isInstanceOf(MetainfoException.class).hasMessage(message);
    }
}
