package io.starling.announce;

import static io.starling.announce.UdpRequestTest.datagram;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.torrent.InfoHash;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UdpScrapeTest {
    private static final String HEAD = "0102030405060708" + "00000002" + "12345678";
    private static final InfoHash KNOWN = InfoHash.ofHex("aa".repeat(20));
    private static final InfoHash UNKNOWN = InfoHash.ofHex("11".repeat(20));

    @Test
    void readsWhatIsAskedForInItsOrder() {
        assertThat(UdpScrape.readRequest(datagram(HEAD, KNOWN.hex(), UNKNOWN.hex(), "0000")))
                .containsExactly(KNOWN, UNKNOWN);
    }

    @Test
    void answersInTheSameOrderWithZerosForWhatIsUnknown() {
        ScrapeReply reply = new ScrapeReply(new TreeMap<>(Map.of(KNOWN, new ScrapeReply.Counts(3, 2, 1))));

        assertThat(UdpScrape.writeReply(datagram("00000002", "12345678"), List.of(UNKNOWN, KNOWN, UNKNOWN), reply))
                .isEqualTo(datagram(
                        "00000002",
                        "12345678",
                        "000000000000000000000000",
                        "000000030000000200000001",
                        "000000000000000000000000"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 75, 1_000})
    void refusesNoneAndTooMany(int count) {
        assertThatThrownBy(
                        () -> UdpScrape.readRequest(datagram(HEAD, KNOWN.hex().repeat(count))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("info_hash: " + count + " of them (expected: 1 to 74)");
    }
}
