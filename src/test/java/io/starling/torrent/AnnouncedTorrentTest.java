package io.starling.torrent;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bencode.ByteString;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnnouncedTorrentTest {
    private static final List<String> OURS = List.of("http://o/", "udp://o/");
    private static final String BOTH = "l9:http://o/8:udp://o/e";
    private static final String REST = "4:infod4:name1:xe8:url-list2:w/e";

    @ParameterizedTest
    @CsvSource({
        "''                                                 , 8:announce9:http://o/13:announce-listl" + BOTH + "e",
        "8:announce4:t://                                   , 8:announce4:t://13:announce-listll4:t://e" + BOTH + "e",
        "8:announce4:t://13:announce-listll4:t://4:s://ee   , 8:announce4:t://13:announce-listll4:t://4:s://e" + BOTH
                + "e",
        "8:announce9:http://o/                              , 8:announce9:http://o/13:announce-listll9:http://o/el8:udp://o/ee",
        "8:announce9:http://o/13:announce-listl" + BOTH + "e, 8:announce9:http://o/13:announce-listl" + BOTH + "e",
        "7:comment1:c                                       , 8:announce9:http://o/13:announce-listl" + BOTH
                + "e7:comment1:c",
    })
    void namesOursBehindItsOwnAndLeavesAllElse(String before, String after) {
        assertThat(AnnouncedTorrent.of(ByteString.utf8("d" + before + REST), OURS))
                .isEqualTo(ByteString.utf8("d" + after + REST));
    }

    @Test
    void isTheSameWithoutTrackers() {
        ByteString torrent = ByteString.utf8("d" + REST);

        assertThat(AnnouncedTorrent.of(torrent, List.of())).isEqualTo(torrent);
    }
}
