package io.starling.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bencode.ByteString;
import io.starling.testing.fuzz.Cost;
import io.starling.testing.fuzz.FuzzTarget;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What is read of the extension that carries metadata costs little, and says the same when it is written and read again. */
final class MetadataMessageTarget implements FuzzTarget {
    /** As of bencode. */
    private static final int BYTES_PER_BYTE = 200;

    @Override
    public void check(byte[] data) {
        ByteString payload = ByteString.copyOf(data);
        MetadataMessage[] read = new MetadataMessage[1];
        try {
            Cost.isBounded(
                    data.length,
                    BYTES_PER_BYTE,
                    100_000,
                    () -> read[0] = MetadataMessage.decode(payload).orElse(null));
        } catch (WireException e) {
            assertThat(e.getMessage()).startsWith("ut_metadata: ").hasSizeLessThan(200);
            return;
        }
        if (read[0] != null) {
            assertThat(MetadataMessage.decode(read[0].encode())).isEqualTo(Optional.of(read[0]));
        }
    }

    @Override
    public byte[] sample(Random random) {
        int piece = random.nextInt(600);
        MetadataMessage message = switch (random.nextInt(3)) {
            case 0 -> new MetadataMessage.Request(piece);
            case 1 -> new MetadataMessage.Reject(piece);
            default ->
                new MetadataMessage.Data(
                        piece, random.nextInt(10_000_000), ByteString.wrap(new byte[random.nextInt(200)]));
        };
        return message.encode().toByteArray();
    }

    @Override
    public List<String> words() {
        return List.of("8:msg_type", "5:piece", "10:total_size", "i0e", "i1e", "i2e", "i3e", "i-1e", "d", "e");
    }
}
