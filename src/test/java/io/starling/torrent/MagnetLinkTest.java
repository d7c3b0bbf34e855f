package io.starling.torrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.torrent.MagnetLink.IndexRange;
import io.starling.torrent.MagnetLink.PeerAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MagnetLinkTest {
    private static final String HEX = "0123456789abcdef0123456789abcdef01234567";
    private static final String BASE32 = "AERUKZ4JVPG66AJDIVTYTK6N54ASGRLH";
    private static final String MINIMAL = "magnet:?xt=urn:btih:" + HEX;

    @Test
    void readsTheInfoHashInHexadecimalAndInBase32() {
        InfoHash hash = InfoHash.ofHex(HEX);
        assertThat(MagnetLink.parse(MINIMAL).infoHash()).isEqualTo(hash);
        assertThat(MagnetLink.parse("MAGNET:?xt=URN:BTIH:" + HEX.toUpperCase(java.util.Locale.ROOT))
                        .infoHash())
                .isEqualTo(hash);
        assertThat(MagnetLink.parse("magnet:?xt=urn:btih:" + BASE32).infoHash()).isEqualTo(hash);
        assertThat(MagnetLink.parse("magnet:?xt=urn:btih:" + BASE32.toLowerCase(java.util.Locale.ROOT))
                        .infoHash())
                .isEqualTo(hash);
        assertThat(MagnetLink.parse("magnet:?xt=urn%3Abtih%3A" + HEX).infoHash())
                .isEqualTo(hash);
    }

    @Test
    void readsAllItsParameters() {
        MagnetLink magnet = MagnetLink.parse("magnet:?dn=a%20name+more%2B&xt=urn:btih:" + HEX
                + "&tr=http%3A%2F%2Ft%2Fa%3Fk%3Dv&tr.1=udp://u:1&x.pe=10.0.0.1:6881&x.pe=[::1]:2&x.pe=%5B::2%5D:3"
                + "&ws=http://w/f+g&so=0,2,4-6&unknown=1&&=&x");
        assertThat(magnet.name()).isEqualTo("a name more+");
        assertThat(magnet.trackers()).containsExactly("http://t/a?k=v", "udp://u:1");
        assertThat(magnet.peers())
                .containsExactly(
                        new PeerAddress("10.0.0.1", 6881), new PeerAddress("::1", 2), new PeerAddress("::2", 3));
        assertThat(magnet.webSeeds()).containsExactly("http://w/f+g");
        assertThat(magnet.selectOnly())
                .containsExactly(new IndexRange(0, 0), new IndexRange(2, 2), new IndexRange(4, 6));
    }

    @Test
    void readsBackWhatItWrites() {
        MagnetLink magnet = new MagnetLink(
                InfoHash.ofHex(HEX),
                "100% \u732b & =+*~",
                List.of("http://t/announce?a=b&c=d", "udp://u:1/"),
                List.of(new PeerAddress("host.example", 1), new PeerAddress("fe80::1", 65_535)),
                List.of("http://w/"),
                List.of(new IndexRange(3, 3), new IndexRange(5, 999_999_999)));
        assertThat(MagnetLink.parse(magnet.toString())).isEqualTo(magnet);
        assertThat(magnet.toString()).matches("[\\x21-\\x7e]+").startsWith(MINIMAL + "&dn=100%25%20%E7%8C%AB");
    }

    @Test
    void theShortestOneIsTheInfoHashAlone() {
        assertThat(MagnetLink.parse(MINIMAL)).hasToString(MINIMAL);
    }

    @Test
    void selectsAllFilesUnlessItNamesSome() {
        assertThat(MagnetLink.parse(MINIMAL).isSelected(77)).isTrue();
        MagnetLink some = MagnetLink.parse(MINIMAL + "&so=0,2,4,6-8");
        assertThat(java.util.stream.IntStream.range(0, 12).filter(some::isSelected))
                .containsExactly(0, 2, 4, 6, 7, 8);
    }

    @Test
    void ignoresTopicsOfOtherSystems() {
        MagnetLink magnet = MagnetLink.parse("magnet:?xt=urn:btmh:1220caf1&xt=urn:sha1:ABC&xt=urn:btih:" + HEX);
        assertThat(magnet.infoHash().hex()).isEqualTo(HEX);
    }

    @Test
    void theSameInfoHashTwiceIsOne() {
        assertThat(MagnetLink.parse(MINIMAL + "&xt=urn:btih:" + BASE32)).hasToString(MINIMAL);
    }

    @Test
    void takesOnlySoManyTrackersAndPeers() {
        StringBuilder link = new StringBuilder(MINIMAL);
        for (int i = 0; i < 1000; i++) {
            link.append("&tr=http://t/").append(i).append("&x.pe=h:").append(i + 1);
        }
        MagnetLink magnet = MagnetLink.parse(link.toString());
        assertThat(magnet.trackers()).hasSize(100);
        assertThat(magnet.peers()).hasSize(100);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://x                 | magnet link: \"http://x\" (expected: magnet:?xt=urn:btih:...)",
                "magnet:?dn=x             | magnet link: xt: missing (expected: urn:btih: and an info-hash)",
                "magnet:?xt=urn:btmh:1220 | magnet link: xt: a BitTorrent v2 topic only (expected: urn:btih: and an info-hash)",
                "magnet:?xt=urn:btih:1234 | magnet link: xt: \"1234\" (expected: 40 hexadecimal or 32 base32 digits)",
                "magnet:?xt=urn:btih:AERUKZ4JVPG66AJDIVTYTK6N54ASGRL1 | magnet link: xt: \"AERUKZ4JVPG66AJDIVTYTK6N54ASGRL1\" (expected: 40 hexadecimal or 32 base32 digits)",
                "magnet:?xt=%zz           | magnet link: xt: a stray % (expected: %25, or two hexadecimal digits after it)",
            })
    void refusesALinkWithoutAnInfoHash(String link, String message) {
        assertThatThrownBy(() -> MagnetLink.parse(link))
                .isInstanceOf(MetainfoException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dn=%                | magnet link: dn: a stray % (expected: %25, or two hexadecimal digits after it)",
                "dn=%4               | magnet link: dn: a stray % (expected: %25, or two hexadecimal digits after it)",
                "dn=%ff              | magnet link: dn: bytes that are no text (expected: UTF-8)",
                "tr=                 | magnet link: tr: \"\" (expected: a URL of at most 2048 characters)",
                "tr=http://a%0d%0ab  | magnet link: tr: \"http://a\\u{d}\\u{a}b\" (expected: a URL of at most 2048 characters)",
                "x.pe=host           | magnet link: x.pe: \"host\" (expected: host:port)",
                "x.pe=::1:80         | magnet link: x.pe: \"::1:80\" (expected: host:port)",
                "x.pe=h:0            | magnet link: x.pe: port 0 (expected: 1..65535)",
                "x.pe=h:65536        | magnet link: x.pe: port 65536 (expected: 1..65535)",
                "x.pe=a%20b:1        | magnet link: x.pe: host \"a b\" (expected: a name or an address)",
                "so=                 | magnet link: so: \"\" (expected: file indices such as 0,2,4-6)",
                "so=1,,2             | magnet link: so: \"\" (expected: file indices such as 0,2,4-6)",
                "so=-1               | magnet link: so: \"-1\" (expected: file indices such as 0,2,4-6)",
                "so=0-4294967295     | magnet link: so: \"0-4294967295\" (expected: file indices such as 0,2,4-6)",
                "so=5-2              | magnet link: so: \"5-2\" (expected: at most 100 ascending ranges)",
            })
    void refusesAParameterThatIsWrong(String parameter, String message) {
        assertThatThrownBy(() -> MagnetLink.parse(MINIMAL + "&" + parameter))
                .isInstanceOf(MetainfoException.class)
                .hasMessage(message);
    }

    @Test
    void refusesTwoInfoHashes() {
        assertThatThrownBy(() -> MagnetLink.parse(MINIMAL + "&xt=urn:btih:" + "0".repeat(40)))
                .hasMessage("magnet link: xt: two info-hashes (expected: one)");
    }

    @Test
    void refusesAnEndlessLink() {
        assertThatThrownBy(() -> MagnetLink.parse(MINIMAL + "&dn=" + "x".repeat(70_000)))
                .isInstanceOf(MetainfoException.class)
                .hasMessageContaining("characters (expected: at most 65536)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"magnet:?", "Magnet:?xt=1"})
    void knowsAMagnetLinkByItsBeginning(String text) {
        assertThat(MagnetLink.isMagnet(text)).isTrue();
        assertThat(MagnetLink.isMagnet("x" + text)).isFalse();
    }
}
