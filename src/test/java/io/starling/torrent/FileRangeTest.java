package io.starling.torrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileRangeTest {
    /** a has bytes 0 to 9, c 10 to 14, d 15 to 34; the others are empty. */
    private static final List<FileEntry> FILES = files("0:0", "a:10", "b:0", "c:5", "d:20", "e:0");

    private static List<FileEntry> files(String... texts) {
        List<FileEntry> files = new ArrayList<>();
        long offset = 0;
        for (String text : texts) {
            String[] nameAndLength = text.split(":");
            FileEntry file = new FileEntry(List.of(nameAndLength[0]), offset, Long.parseLong(nameAndLength[1]));
            files.add(file);
            offset = file.end();
        }
        return files;
    }

    @ParameterizedTest
    @CsvSource({
        "0, 10, a0+10",
        "0, 1, a0+1",
        "9, 1, a9+1",
        "9, 2, a9+1 c0+1",
        "10, 5, c0+5",
        "3, 20, a3+7 c0+5 d0+8",
        "14, 21, c4+1 d0+20",
        "34, 1, d19+1",
        "0, 35, a0+10 c0+5 d0+20"
    })
    void tellsInWhichFilesBytesLie(long offset, long length, String expected) {
        String ranges = FileRange.of(FILES, offset, length).stream()
                .map(range -> range.file().path().get(0) + range.begin() + "+" + range.length())
                .collect(Collectors.joining(" "));
        assertThat(ranges).isEqualTo(expected);
    }
}
