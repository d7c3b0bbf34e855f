package io.starling.torrent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.bencode.BValue;
import io.starling.bencode.BValue.BDict;
import io.starling.bencode.BValue.BList;
import io.starling.bencode.BencodeWriter;
import io.starling.bencode.ByteString;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A name in a torrent, of the torrent or of one of its files, leads nowhere but below the download directory. */
class MetainfoPathTest {
    private static final String STAYS = " (expected: a name that stays in the download directory)";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                ".",
                "...",
                ".. ",
                ". ",
                " ",
                " ..",
                "/",
                "/etc/passwd",
                "a/b",
                "foo/../../bar",
                "..\\..\\evil",
                "a\\b",
                "\\\\server\\share",
                "C:",
                "c:evil",
                "C:\\evil",
                "Z:\nx",
                "a\u0000b",
                "\u0000"
            })
    void refusesANameThatLeadsElsewhere(String name) {
        assertThatThrownBy(() -> Metainfo.parse(multi(name, "ok")))
                .isInstanceOf(MetainfoException.class)
                .hasMessage("info.files[1].path: " + Quoted.text(name) + STAYS);
        assertThatThrownBy(() -> Metainfo.parse(multi("ok", name)))
                .hasMessage("info.files[1].path: " + Quoted.text(name) + STAYS);
        assertThatThrownBy(() -> Metainfo.parse(single(BValue.of(name))))
                .isInstanceOf(MetainfoException.class)
                .hasMessageContaining(Quoted.text(name) + STAYS)
                .hasMessageStartingWith("info.");
    }

    @Test
    void refusesADirectoryNameThatLeadsElsewhere() {
        assertThatThrownBy(() -> Metainfo.parse(multi(BValue.of(".."), BValue.of("a"))))
                .hasMessage("info.name: \"..\"" + STAYS);
    }

    @Test
    void refusesAnEmptyName() {
        assertThatThrownBy(() -> Metainfo.parse(multi("ok", "")))
                .hasMessage("info.files[1].path: empty (expected: a name)");
        assertThatThrownBy(() -> Metainfo.parse(single(BValue.of(""))))
                .isInstanceOf(MetainfoException.class)
                .hasMessageContaining("empty (expected: a name)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "c0ae", "c0ae2e", "e0808f", "eda080", "f4908080", "61ff", "e78c"})
    void refusesANameThatIsNotUtf8(String hex) {
        BValue name = BValue.of(ByteString.ofHex(hex));
        assertThatThrownBy(() -> Metainfo.parse(single(name)))
                .isInstanceOf(MetainfoException.class)
                .hasMessage("info.name: bytes that are no text (expected: UTF-8)");
        assertThatThrownBy(() -> Metainfo.parse(multi(BValue.of("n"), name)))
                .hasMessage("info.files[1].path: bytes that are no text (expected: UTF-8)");
    }

    @Test
    void refusesANameThatIsTooLong() {
        assertThat(Metainfo.parse(multi("ok", "x".repeat(255))).files()).hasSize(2);
        assertThatThrownBy(() -> Metainfo.parse(multi("ok", "x".repeat(256))))
                .isInstanceOf(MetainfoException.class)
                .hasMessageEndingWith("(expected: at most 255 bytes in UTF-8)");
        assertThat(Metainfo.parse(multi("ok", "\u732b".repeat(85))).files()).hasSize(2);
        assertThatThrownBy(() -> Metainfo.parse(multi("ok", "\u732b".repeat(86))))
                .hasMessageEndingWith("(expected: at most 255 bytes in UTF-8)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..a",
                "a..",
                "a.",
                ".a",
                "a ",
                " a",
                "...a",
                "CON",
                "nul",
                "COM1.txt",
                "ab:c",
                "12:30",
                ":x",
                "~",
                "-rf",
                "$HOME",
                "*?<>|\"",
                "\u202efdp.exe",
                "\u00fc",
                "%2e%2e",
                "a\nb"
            })
    void keepsANameThatIsOnlyUnusual(String name) {
        Metainfo metainfo = Metainfo.parse(multi("dir", name));
        assertThat(metainfo.files().get(1).path()).containsExactly("dir", name);
        assertThat(Metainfo.parse(single(BValue.of(name))).name()).isEqualTo(name);
    }

    @Test
    void saysItInOneLineWhateverTheName() {
        assertThatThrownBy(() -> Metainfo.parse(multi("ok", "/\r\n\u001b[2J\u202e")))
                .hasMessage("info.files[1].path: \"/\\u{d}\\u{a}\\u{1b}[2J\\u{202e}\"" + STAYS);
    }

    private static ByteString single(BValue name) {
        return torrent(
                Map.of("name", name, "length", BValue.of(1), "piece length", BValue.of(16384), "pieces", hash()));
    }

    private static ByteString multi(String directory, String name) {
        return multi(BValue.of("n"), BValue.of(directory), BValue.of(name));
    }

    private static ByteString multi(BValue torrentName, BValue... path) {
        BDict first = BDict.of(Map.of("length", BValue.of(0), "path", new BList(List.of(BValue.of("first")))));
        BDict second = BDict.of(Map.of("length", BValue.of(1), "path", new BList(List.of(path))));
        return torrent(Map.of(
                "name",
                torrentName,
                "files",
                new BList(List.of(first, second)),
                "piece length",
                BValue.of(16384),
                "pieces",
                hash()));
    }

    private static BValue hash() {
        return BValue.of(ByteString.wrap("\u00ff".repeat(20).getBytes(ISO_8859_1)));
    }

    private static ByteString torrent(Map<String, BValue> info) {
        return BencodeWriter.write(BDict.of(Map.of("info", BDict.of(info))));
    }
}
