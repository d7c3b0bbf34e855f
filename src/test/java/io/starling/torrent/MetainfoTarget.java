package io.starling.torrent;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bencode.BValue;
import io.starling.bencode.BValue.BDict;
import io.starling.bencode.BValue.BList;
import io.starling.bencode.BencodeWriter;
import io.starling.bencode.ByteString;
import io.starling.testing.fuzz.Cost;
import io.starling.testing.fuzz.FuzzTarget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A .torrent file is refused in one line, or it is one whose files lie in the download directory without a gap. */
final class MetainfoTarget implements FuzzTarget {
    /** As of bencode, and a name becomes a text, is checked and sorted. */
    private static final int BYTES_PER_BYTE = 400;

    private static final Path DIRECTORY = Path.of("/download/directory");

    private static final List<String> NAMES = List.of(
            "a",
            "b.txt",
            "A",
            "..",
            ".",
            "",
            "a/b",
            "C:",
            "\u202eb",
            "x".repeat(255),
            "x".repeat(256),
            "con",
            "a.",
            " ");

    @Override
    public void check(byte[] data) {
        ByteString torrent = ByteString.copyOf(data);
        try {
            Cost.isBounded(data.length, BYTES_PER_BYTE, 200_000, () -> Metainfo.parse(torrent));
        } catch (MetainfoException e) {
            assertThat(e.getMessage()).hasSizeLessThan(1_000).matches("\\P{Cntrl}+");
            return;
        }
        Metainfo metainfo = Metainfo.parse(torrent);
        liesInTheDirectoryWithoutAGap(metainfo);
        assertThat(InfoHash.ofInfo(metainfo.info())).isEqualTo(metainfo.infoHash());
        MagnetLink magnet = metainfo.magnet();
        assertThat(MagnetLink.parse(magnet.toString()).infoHash()).isEqualTo(metainfo.infoHash());
        isTheSameInAnotherFile(metainfo);
    }

    private static void liesInTheDirectoryWithoutAGap(Metainfo metainfo) {
        long end = 0;
        for (FileEntry file : metainfo.files()) {
            Path path = metainfo.isMultiFile() ? DIRECTORY.resolve(metainfo.name()) : DIRECTORY;
            for (String element : file.path()) {
                path = path.resolve(element);
            }
            assertThat(path.normalize())
                    .isEqualTo(path)
                    .startsWithRaw(DIRECTORY)
                    .isNotEqualTo(DIRECTORY);
            assertThat(file.offset()).isEqualTo(end);
            end = file.end();
        }
        assertThat(metainfo.grid().totalLength()).isEqualTo(end);
        assertThat(metainfo.pieceHashes().size()).isEqualTo(20 * metainfo.grid().pieces());
    }

    private static void isTheSameInAnotherFile(Metainfo metainfo) {
        ByteString written = new TorrentWriter(metainfo.info())
                .announce(metainfo.announce())
                .comment(metainfo.comment())
                .createdBy(metainfo.createdBy())
                .write();
        Metainfo again = Metainfo.parse(written);
        assertThat(again).isEqualTo(metainfo);
        assertThat(again.files()).isEqualTo(metainfo.files());
        assertThat(again.announce()).isEqualTo(metainfo.announce());
        assertThat(again.comment()).isEqualTo(metainfo.comment());
    }

    @Override
    public byte[] sample(Random random) {
        Map<String, BValue> info = new TreeMap<>();
        long length = random.nextInt(5) * 10_000L;
        int pieceLength = 16_384 << random.nextInt(3);
        int pieces = (int) ((length + pieceLength - 1) / pieceLength);
        info.put("name", BValue.of(oneOf(random)));
        info.put("piece length", BValue.of(pieceLength));
        info.put("pieces", BValue.of(ByteString.wrap(new byte[20 * pieces])));
        if (random.nextBoolean()) {
            info.put("length", BValue.of(length));
        } else {
            info.put("files", files(random, length));
        }
        if (random.nextInt(4) == 0) {
            info.put("private", BValue.of(random.nextInt(2)));
        }
        Map<String, BValue> root = new TreeMap<>(Map.of("info", BDict.of(info)));
        if (random.nextBoolean()) {
            root.put("announce", BValue.of("http://tracker.example/" + random.nextInt(9)));
            root.put("comment", BValue.of("\u00e4 comment"));
        }
        if (random.nextInt(4) == 0) {
            BValue tier = new BList(List.of(BValue.of("udp://a.example:1"), BValue.of("udp://b.example:2")));
            root.put("announce-list", new BList(List.of(tier, tier)));
        }
        return BencodeWriter.write(BDict.of(root)).toByteArray();
    }

    private static BList files(Random random, long length) {
        List<BValue> files = new ArrayList<>();
        long left = length;
        for (int i = random.nextInt(4); i >= 0; i--) {
            long part = i == 0 ? left : left / 3;
            left -= part;
            List<BValue> path = new ArrayList<>(List.of(BValue.of("dir" + random.nextInt(2))));
            path.add(BValue.of(random.nextInt(4) == 0 ? oneOf(random) : "f" + i));
            files.add(BDict.of(Map.of("length", BValue.of(part), "path", new BList(path))));
        }
        return new BList(files);
    }

    private static String oneOf(Random random) {
        return random.nextInt(3) == 0 ? NAMES.get(random.nextInt(NAMES.size())) : "name";
    }

    @Override
    public List<String> words() {
        return List.of(
                "4:info",
                "5:files",
                "4:path",
                "6:length",
                "12:piece length",
                "6:pieces",
                "7:private",
                "9:file tree",
                "12:meta version",
                "i2e",
                "2:..",
                "1:.",
                "0:",
                "l2:..e",
                "1:/",
                "d6:lengthi0e4:pathl1:aee",
                "d6:lengthi-1e4:pathl1:aee",
                "13:announce-list",
                "8:announce",
                "i9223372036854775807e",
                "le",
                "de");
    }
}
