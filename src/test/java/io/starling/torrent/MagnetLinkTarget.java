package io.starling.torrent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.starling.testing.fuzz.Cost;
import io.starling.testing.fuzz.FuzzTarget;
import java.util.List;
import java.util.Random;

/** A magnet link is refused in one line, or says the same when it is written and read again. */
final class MagnetLinkTarget implements FuzzTarget {
    /** Each parameter is cut out, decoded and kept. */
    private static final int BYTES_PER_BYTE = 1_000;

    /** What a fuzzer's own instruments cost is counted, too, here as there. */
    private static final int FIXED_BYTES = 500_000;

    @Override
    public void check(byte[] data) {
        String link = new String(data, UTF_8);
        try {
            Cost.isBounded(data.length, BYTES_PER_BYTE, FIXED_BYTES, () -> MagnetLink.parse(link));
        } catch (MetainfoException e) {
            assertThat(e.getMessage()).hasSizeLessThan(1_000).matches("\\P{Cntrl}+");
            return;
        }
        MagnetLink magnet = MagnetLink.parse(link);
        assertThat(MagnetLink.isMagnet(link)).isTrue();
        assertThat(MagnetLink.parse(magnet.toString())).isEqualTo(magnet);
        assertThat(magnet.isSelected(0)).isIn(true, false);
    }

    @Override
    public byte[] sample(Random random) {
        StringBuilder link = new StringBuilder("magnet:?xt=urn:btih:");
        link.append(
                random.nextBoolean() ? "0123456789abcdef0123456789abcdef01234567" : "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
        for (int i = random.nextInt(5); i > 0; i--) {
            link.append('&').append(words().get(random.nextInt(words().size())));
        }
        return link.toString().getBytes(UTF_8);
    }

    @Override
    public List<String> words() {
        return List.of(
                "dn=a%20name",
                "dn=%ff",
                "dn=%e2%98%82+x",
                "tr=http%3A%2F%2Ft.example%2Fa",
                "tr.1=udp://t.example:1",
                "ws=http://w.example/",
                "x.pe=10.0.0.1:6881",
                "x.pe=[::1]:1",
                "x.pe=[fe80::1%251]:65535",
                "so=0,2,4-6",
                "so=0-4294967295",
                "so=0-2147483647",
                "xt=urn:btmh:1220",
                "xt.1=urn:btih:",
                "&",
                "=",
                "%",
                "%2",
                "%00",
                "\u00c3\u00a4",
                "magnet:?",
                "MAGNET:?");
    }
}
