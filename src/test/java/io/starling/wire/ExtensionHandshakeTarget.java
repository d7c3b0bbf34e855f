package io.starling.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bencode.BValue;
import io.starling.bencode.BValue.BDict;
import io.starling.bencode.BencodeWriter;
import io.starling.bencode.ByteString;
import io.starling.testing.fuzz.Cost;
import io.starling.testing.fuzz.FuzzTarget;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** What a peer says of itself is within its bounds, printable, and changes nothing when it is said again. */
final class ExtensionHandshakeTarget implements FuzzTarget {
    /** As of bencode. */
    private static final int BYTES_PER_BYTE = 200;

    @Override
    public void check(byte[] data) {
        ByteString payload = ByteString.copyOf(data);
        ExtensionHandshake[] first = {ExtensionHandshake.NONE};
        try {
            Cost.isBounded(data.length, BYTES_PER_BYTE, 100_000, () -> first[0] = ExtensionHandshake.decode(payload));
        } catch (WireException e) {
            assertThat(e.getMessage()).startsWith("extension handshake: ").hasSizeLessThan(200);
            return;
        }
        ExtensionHandshake said = first[0];
        assertThat(said.v()).matches("\\P{Cntrl}*");
        assertThat(said.updatedBy(payload)).isEqualTo(said);
        assertThat(said.encode().size()).isLessThan(ExtensionHandshake.MAX_PAYLOAD_BYTES);
        assertThat(ExtensionHandshake.decode(said.encode())).isEqualTo(said);
    }

    @Override
    public byte[] sample(Random random) {
        Map<String, BValue> m = new TreeMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            m.put("ext\u00b5" + random.nextInt(200), BValue.of(random.nextInt(300) - 10));
        }
        Map<String, BValue> dict = new TreeMap<>(Map.of("m", BDict.of(m)));
        dict.put("v", BValue.of("Client \u202e" + "n".repeat(random.nextInt(150))));
        dict.put("reqq", BValue.of(random.nextInt()));
        dict.put("p", BValue.of(random.nextInt(70_000)));
        dict.put("yourip", BValue.of(ByteString.wrap(new byte[4])));
        return BencodeWriter.write(BDict.of(dict)).toByteArray();
    }

    @Override
    public List<String> words() {
        return List.of(
                "1:m",
                "1:p",
                "1:v",
                "4:reqq",
                "1:md",
                "11:ut_metadata",
                "6:ut_pex",
                "i0e",
                "i255e",
                "i256e",
                "i-1e",
                "13:metadata_size",
                "6:yourip",
                "l",
                "d",
                "e",
                "1:\u001b",
                "3:\u00e2\u0080\u00ae");
    }
}
