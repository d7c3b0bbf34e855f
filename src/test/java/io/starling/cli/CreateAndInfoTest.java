package io.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreateAndInfoTest {
    @TempDir
    private Path directory;

    private Path photos;
    private Path torrent;

    @BeforeEach
    void makeADirectory() throws IOException {
        photos = Files.createDirectories(directory.resolve("photos"));
        torrent = directory.resolve("photos.torrent");
        Files.createDirectories(photos.resolve("a"));
        Files.write(photos.resolve("a/b.txt"), new byte[20_000]);
        Files.write(photos.resolve("empty"), new byte[0]);
    }

    @Test
    void writesATorrentAndSaysWhereAndWhich() {
        Cli created = Cli.run("create", photos, "-o", torrent);

        assertThat(created.exitCode()).isZero();
        assertThat(created.out()).singleElement().asString().matches(torrent + "\t[0-9a-f]{40}");
        assertThat(created.err()).last().isEqualTo("hashing photos: 100 %, 19.5 KiB of 19.5 KiB");
    }

    @Test
    void printsWhatATorrentSaysAsJson() {
        Cli created = Cli.run(
                "create",
                photos,
                "-o",
                torrent,
                "--piece-length",
                "16K",
                "--private",
                "--comment",
                "summer",
                "--announce",
                "http://a.example/announce",
                "--announce",
                "udp://b.example:1",
                "--web-seed",
                "http://c.example/files/",
                "https://d.example/");
        String infoHash = created.text().split("\t")[1];

        Cli info = Cli.run("info", torrent, "--json");

        assertThat(info.exitCode()).isZero();
        assertThat(info.err()).isEmpty();
        assertThat(new JsonObject(info.text()))
                .isEqualTo(new JsonObject()
                        .put("name", "photos")
                        .put("infoHash", infoHash)
                        .put("length", 20_000)
                        .put("pieceLength", 16_384)
                        .put("pieces", 2)
                        .put("private", true)
                        .put(
                                "files",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put(
                                                        "path",
                                                        new JsonArray().add("a").add("b.txt"))
                                                .put("length", 20_000))
                                        .add(new JsonObject()
                                                .put("path", new JsonArray().add("empty"))
                                                .put("length", 0)))
                        .put(
                                "announce",
                                new JsonArray()
                                        .add(new JsonArray().add("http://a.example/announce"))
                                        .add(new JsonArray().add("udp://b.example:1")))
                        .put(
                                "webSeeds",
                                new JsonArray().add("http://c.example/files/").add("https://d.example/"))
                        .put("comment", "summer")
                        .put("createdBy", "Starling"));
    }

    @Test
    void printsWhatATorrentSaysForAPerson() {
        Cli.run("create", photos, "-o", torrent, "--piece-length", "16384");

        Cli info = Cli.run("info", torrent);

        assertThat(info.out())
                .contains(
                        "Name:       photos",
                        "Length:     19.5 KiB (20000 bytes)",
                        "Pieces:     2 of 16.0 KiB",
                        "Private:    no",
                        "LENGTH  FILE",
                        " 20000  a/b.txt",
                        "     0  empty");
    }

    @Test
    void showsWhatSteersATerminalAsText() throws IOException {
        byte[] bytes = ("d4:infod6:lengthi0e4:name5:a\u001b[1m12:piece lengthi16384e6:pieces0:ee")
                .getBytes(StandardCharsets.UTF_8);
        Files.write(torrent, bytes);

        Cli info = Cli.run("info", torrent);

        assertThat(info.text() + info.err()).doesNotContain("\u001b").contains("\\u{1b}");
    }

    @Test
    void overwritesNothing() throws IOException {
        Path precious = Files.writeString(directory.resolve("precious"), "mine");

        Cli created = Cli.run("create", photos, "-o", precious);

        assertThat(created.exitCode()).isEqualTo(1);
        assertThat(created.err())
                .containsExactly("starling: " + precious + ": exists already (expected: a new file, see -o)");
        assertThat(precious).hasContent("mine");
    }

    @Test
    void saysThatThereIsNothingToMakeATorrentOf() {
        Path nothing = directory.resolve("nothing");

        Cli created = Cli.run("create", nothing, "-o", torrent);

        assertThat(created.exitCode()).isEqualTo(1);
        assertThat(created.err()).containsExactly("starling: " + nothing + ": no such file, or it cannot be read");
        assertThat(torrent).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not a torrent",
                "d4:infod6:lengthi-1e4:name1:a12:piece lengthi16384e6:pieces0:ee",
                "d4:infod6:lengthi9223372036854775808e4:name1:a12:piece lengthi16384e6:pieces0:ee",
                "d4:infod6:lengthi0e4:name2:..12:piece lengthi16384e6:pieces0:ee",
                "d4:infod6:lengthi9e4:name1:a12:piece lengthi16384e6:pieces0:ee",
                "d4:infod6:lengthi0e4:name1:a12:piece lengthi16384e6:pieces0:eetrailing",
                "d4:infod6:lengthi0e6:lengthi0e4:name1:a12:piece lengthi16384e6:pieces0:ee",
            })
    void refusesABadTorrentWithOneLine(String bytes) throws IOException {
        Files.writeString(torrent, bytes);

        Cli info = Cli.run("info", torrent, "--json");

        assertThat(info.exitCode()).isEqualTo(1);
        assertThat(info.out()).isEmpty();
        assertThat(info.err()).singleElement().asString().startsWith("starling: " + torrent + ": ");
    }

    @Test
    void refusesANestingBomb() throws IOException {
        Files.writeString(torrent, "l".repeat(1_000_000));

        assertThat(Cli.run("info", torrent).exitCode()).isEqualTo(1);
    }

    @Test
    void readsNoMoreThanTheLimitOfAHugeFile() throws IOException {
        try (RandomAccessFile huge = new RandomAccessFile(torrent.toFile(), "rw")) {
            huge.setLength(1L << 40);
        }

        Cli info = Cli.run("info", torrent);

        assertThat(info.exitCode()).isEqualTo(1);
        assertThat(info.err()).singleElement().asString().contains("more than");
    }

    @Test
    void namesAFileThatIsNotThere() {
        Cli info = Cli.run("info", torrent);

        assertThat(info.exitCode()).isEqualTo(1);
        assertThat(info.err()).containsExactly("starling: " + torrent + ": no such file");
    }
}
