package io.starling.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import io.starling.torrent.MagnetLink;
import io.starling.torrent.MagnetLink.IndexRange;
import io.starling.torrent.MagnetLink.PeerAddress;
import io.starling.torrent.Metainfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same input and piece length have the same info-hash, whoever makes the torrent. */
class InfoHashParityIT {
    /** Lists the files as libtorrent does, and puts them in order: libtorrent itself leaves them as the disk has them. */
    private static final String LIBTORRENT = """
            import os, sys, libtorrent as lt
            root, piece_length, private, out = sys.argv[1], int(sys.argv[2]), sys.argv[3] == 'true', sys.argv[4]
            found = lt.file_storage()
            lt.add_files(found, root)
            files = [(found.file_path(i), found.file_size(i)) for i in range(found.num_files())]
            ordered = lt.file_storage()
            for path, size in sorted(files, key=lambda file: file[0].encode()):
                ordered.add_file(path, size)
            torrent = lt.create_torrent(ordered, piece_length, lt.create_torrent.v1_only)
            torrent.set_priv(private)
            lt.set_piece_hashes(torrent, os.path.dirname(root))
            with open(out, 'wb') as file:
                file.write(lt.bencode(torrent.generate()))
            print(lt.torrent_info(out).info_hash())
            """;

    private static final String PARSE_MAGNET = """
            import sys, libtorrent as lt
            magnet = lt.parse_magnet_uri(sys.argv[1])
            print(magnet.info_hashes.v1)
            print(magnet.name)
            print(*magnet.trackers)
            print(*['%s:%d' % peer for peer in magnet.peers])
            print(*magnet.file_priorities)
            """;

    private static final int PIECE_LENGTH = 32 * 1024;

    @TempDir
    Path directory;

    @Test
    void aSingleFileHasTheInfoHashThatMktorrentAndLibtorrentGiveIt() throws Exception {
        Path file = write("data.bin", 200_001);
        assertParity(file, false);
    }

    @Test
    void aPrivateFileToo() throws Exception {
        Path file = write("private.bin", PIECE_LENGTH);
        assertParity(file, true);
    }

    @Test
    void aTreeHasTheInfoHashThatMktorrentAndLibtorrentGiveIt() throws Exception {
        write("tree/a.txt", 40_000);
        write("tree/a/b", 1);
        write("tree/a-b", 70_000);
        write("tree/a/b.c/d", 99_999);
        write("tree/a/b-c/d", 3);
        write("tree/a/b c", 32_768);
        write("tree/empty", 0);
        write("tree/B", 5);
        write("tree/.hidden", 7);
        write("tree/z/\u00fcber", 11);
        write("tree/z/\u732b", 12);
        write("tree/z/zero", 0);
        assertParity(directory.resolve("tree"), false);
    }

    @Test
    void aTreeWithLinksHasTheInfoHashOfTheFilesTheyLeadTo() throws Exception {
        Path target = write("linked/real/file", 50_000);
        Files.createSymbolicLink(directory.resolve("linked/alias"), target);
        assertParity(directory.resolve("linked"), false);
    }

    @Test
    void aDirectoryOfOneFileIsATreeForAll() throws Exception {
        write("one/file", 20_000);
        assertParity(directory.resolve("one"), false);
    }

    @Test
    void mktorrentsOwnFileIsReadWithItsTiersAndItsInfoHash() throws Exception {
        Path file = write("tiers.bin", 10_000);
        Path torrent = directory.resolve("tiers.torrent");
        run(
                "mktorrent",
                "-l",
                "15",
                "-p",
                "-c",
                "so long",
                "-a",
                "http://a/",
                "-a",
                "http://b/,udp://c:1",
                "-o",
                torrent.toString(),
                file.toString());
        Metainfo metainfo = Metainfo.parse(ByteString.wrap(Files.readAllBytes(torrent)));
        assertThat(metainfo.announce()).containsExactly(List.of("http://a/"), List.of("http://b/", "udp://c:1"));
        assertThat(metainfo.isPrivate()).isTrue();
        assertThat(metainfo.comment()).isEqualTo("so long");
        assertThat(metainfo.createdBy()).startsWith("mktorrent");
        assertThat(metainfo.files()).hasSize(1);
        assertThat(metainfo.infoHash().hex()).isEqualTo(infoHashByLibtorrent(torrent));
    }

    @Test
    void libtorrentReadsOurTorrentAndOurMagnetLink() throws Exception {
        write("ours/x", 100_000);
        write("ours/y", 0);
        TorrentSpec spec = new TorrentSpec(
                directory.resolve("ours"), OptionalInt.empty(), List.of(List.of("http://t/a?b=c&d")), true, "it's");
        Metainfo metainfo = TorrentBuilder.build(spec, 2, done -> {});
        Path torrent = directory.resolve("ours.torrent");
        Files.write(torrent, metainfo.torrent().toByteArray());
        assertThat(infoHashByLibtorrent(torrent)).isEqualTo(metainfo.infoHash().hex());

        MagnetLink magnet = new MagnetLink(
                metainfo.infoHash(),
                "a name & more",
                List.of("http://t/a?b=c&d"),
                List.of(new PeerAddress("127.0.0.1", 6881)),
                List.of(),
                List.of(new IndexRange(0, 0), new IndexRange(2, 3)));
        assertThat(run("/usr/bin/python3", "-c", PARSE_MAGNET, magnet.toString()))
                .containsExactly(
                        metainfo.infoHash().hex(), "a name & more", "http://t/a?b=c&d", "127.0.0.1:6881", "4 0 4 4");
    }

    private void assertParity(Path root, boolean isPrivate) throws Exception {
        TorrentSpec spec = new TorrentSpec(root, OptionalInt.of(PIECE_LENGTH), List.of(), isPrivate, "");
        String ours = TorrentBuilder.build(spec, 3, done -> {}).infoHash().hex();
        assertThat(infoHashByMktorrent(root, isPrivate)).as("mktorrent").isEqualTo(ours);
        assertThat(infoHashByCreatingWithLibtorrent(root, isPrivate))
                .as("libtorrent")
                .isEqualTo(ours);
    }

    private String infoHashByMktorrent(Path root, boolean isPrivate) throws Exception {
        Path out = directory.resolve("mktorrent.torrent");
        Files.deleteIfExists(out);
        List<String> command = new ArrayList<>(
                List.of("mktorrent", "-l", "15", "-a", "http://127.0.0.1/", "-o", out.toString(), root.toString()));
        if (isPrivate) {
            command.add(1, "-p");
        }
        run(command.toArray(String[]::new));
        return infoHashByLibtorrent(out);
    }

    private String infoHashByCreatingWithLibtorrent(Path root, boolean isPrivate) throws Exception {
        String out = directory.resolve("libtorrent.torrent").toString();
        List<String> lines = run(
                "/usr/bin/python3",
                "-c",
                LIBTORRENT,
                root.toString(),
                Integer.toString(PIECE_LENGTH),
                Boolean.toString(isPrivate),
                out);
        return InfoHash.ofHex(lines.get(0)).hex();
    }

    /** Not by our own reader, which might be wrong in the same way as our writer. */
    private String infoHashByLibtorrent(Path torrent) throws Exception {
        String print = "import sys, libtorrent; print(libtorrent.torrent_info(sys.argv[1]).info_hash())";
        return run("/usr/bin/python3", "-c", print, torrent.toString()).get(0);
    }

    private Path write(String name, int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(name.hashCode()).nextBytes(bytes);
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes);
    }

    private List<String> run(String... command) throws Exception {
        Path output = Files.createTempFile(directory, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .directory(directory.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new AssertionError(command[0] + " is not installed; scripts/test installs it", e);
        }
        boolean isDone = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();
        String text = Files.readString(output);
        assertThat(text)
                .as("python3-libtorrent is not installed; scripts/test installs it")
                .doesNotContain("ModuleNotFoundError");
        assertThat(isDone && process.exitValue() == 0)
                .as("%s: %s", command[0], text)
                .isTrue();
        return text.lines().toList();
    }
}
