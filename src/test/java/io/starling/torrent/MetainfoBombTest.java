package io.starling.torrent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.starling.bencode.ByteString;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Torrents made to cost as much as 10 MB can: all are answered, soon. */
class MetainfoBombTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int ROOM = Metainfo.MAX_TORRENT_BYTES - 1_000;

    @Test
    void twentyThousandLists() {
        assertRefused("l".repeat(20_000), "nested 101 deep");
        assertRefused("d4:info" + "l".repeat(20_000), "nested 101 deep");
    }

    @Test
    void listsToTheEnd() {
        assertRefused("d4:info" + "l".repeat(ROOM), "nested 101 deep");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0:", "le", "de", "i1e"})
    void asManyValuesAsFit(String value) {
        assertRefused("d4:infod5:filesl" + value.repeat(ROOM / value.length()) + "eee", "more than 3000000 values");
    }

    @Test
    void aStringThatIsOnlyDeclared() {
        assertRefused("d4:infod6:pieces2147483647:", "a string of 2147483647 bytes");
        assertRefused("d4:infod6:pieces99999999999:", "a string of 99999999999 bytes");
    }

    @Test
    void asManyFilesAsFit() {
        StringBuilder files = new StringBuilder();
        for (int i = 0; files.length() < ROOM; i++) {
            String name = Integer.toString(i, 36);
            files.append("d6:lengthi0e4:pathl")
                    .append(name.length())
                    .append(':')
                    .append(name)
                    .append("ee");
        }
        ByteString torrent = torrent(files.toString());
        Assertions.assertTimeoutPreemptively(
                SOON, () -> assertThat(Metainfo.parse(torrent).files()).hasSizeGreaterThan(300_000));
    }

    /** A hundred directories deep each, all in the same ninety-nine of long names. */
    @Test
    void asManyDeepFilesAsFit() {
        String directories = ("90:" + "x".repeat(90)).repeat(99);
        StringBuilder files = new StringBuilder();
        for (int i = 100_000; files.length() < ROOM - 10_000; i++) {
            files.append("d6:lengthi0e4:pathl")
                    .append(directories)
                    .append("6:")
                    .append(i)
                    .append("ee");
        }
        ByteString torrent = torrent(files.toString());
        Assertions.assertTimeoutPreemptively(
                SOON, () -> assertThat(Metainfo.parse(torrent).files()).hasSizeGreaterThan(1_000));
    }

    /** The shortest path elements, each file in directories of its own. */
    @Test
    void asManyDirectoriesAsFit() {
        ByteString torrent = torrent(filesInOwnDirectories(10_000));
        Assertions.assertTimeoutPreemptively(
                SOON, () -> assertThat(Metainfo.parse(torrent).files()).hasSize(10_000));
        assertThatExceptionOfType(MetainfoException.class)
                .isThrownBy(() -> Metainfo.parse(torrent(filesInOwnDirectories(10_001))))
                .withMessage(
                        "info.files[10000].path: more than 1000000 elements so far (expected: fewer over all files)");
    }

    private static String filesInOwnDirectories(int count) {
        StringBuilder files = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String name = String.format("%05d", i);
            files.append("d6:lengthi0e4:pathl5:")
                    .append(name)
                    .append("1:d".repeat(99))
                    .append("ee");
        }
        return files.toString();
    }

    private static ByteString torrent(String files) {
        return bytes("d4:infod5:filesl" + files + "e4:name1:n12:piece lengthi16384e6:pieces0:ee");
    }

    private static ByteString bytes(String text) {
        return ByteString.wrap(text.getBytes(ISO_8859_1));
    }

    private static void assertRefused(String text, String reason) {
        ByteString torrent = bytes(text);
        Assertions.assertTimeoutPreemptively(
                SOON,
                () -> assertThatExceptionOfType(MetainfoException.class)
                        .isThrownBy(() -> Metainfo.parse(torrent))
                        .withMessageContaining(reason));
    }
}
