package io.starling.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bencode.ByteString;
import io.starling.testing.fuzz.Cost;
import io.starling.testing.fuzz.FuzzTarget;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** What is read of the exchange of peers costs little, is bounded, and says the same when it is written and read again. */
final class PexMessageTarget implements FuzzTarget {
    /** As of bencode. */
    private static final int BYTES_PER_BYTE = 200;

    @Override
    public void check(byte[] data) {
        ByteString payload = ByteString.copyOf(data);
        PexMessage[] read = new PexMessage[1];
        try {
            Cost.isBounded(data.length, BYTES_PER_BYTE, 100_000, () -> read[0] = PexMessage.decode(payload));
        } catch (WireException e) {
            assertThat(e.getMessage()).startsWith("ut_pex: ").hasSizeLessThan(200);
            return;
        }
        assertThat(read[0].added()).hasSizeLessThanOrEqualTo(PexMessage.MAX_PEERS);
        assertThat(read[0].dropped()).hasSizeLessThanOrEqualTo(PexMessage.MAX_PEERS);
        PexMessage again = PexMessage.decode(read[0].encode());
        assertThat(again.added()).containsExactlyInAnyOrderElementsOf(read[0].added());
        assertThat(again.dropped()).containsExactlyInAnyOrderElementsOf(read[0].dropped());
    }

    @Override
    public byte[] sample(Random random) {
        List<PexMessage.Peer> added = IntStream.range(0, random.nextInt(5))
                .mapToObj(i -> new PexMessage.Peer(address(random), random.nextInt(32)))
                .toList();
        List<InetSocketAddress> dropped = IntStream.range(0, random.nextInt(5))
                .mapToObj(i -> address(random))
                .toList();
        return new PexMessage(added, dropped).encode().toByteArray();
    }

    private static InetSocketAddress address(Random random) {
        byte[] host = new byte[random.nextBoolean() ? 4 : 16];
        random.nextBytes(host);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(host), random.nextInt(65_536));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public List<String> words() {
        return List.of(
                "5:added", "7:added.f", "6:added6", "8:added6.f", "7:dropped", "8:dropped6", "6:", "18:", "d", "e");
    }
}
