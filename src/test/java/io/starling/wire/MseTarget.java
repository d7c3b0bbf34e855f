package io.starling.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.starling.bencode.ByteString;
import io.starling.testing.fuzz.Cost;
import io.starling.testing.fuzz.FuzzTarget;
import io.starling.torrent.InfoHash;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * An encrypted handshake comes to the same result however it is cut, whichever side reads it, and costs no more than it
 * brings. The first byte says which side that is.
 */
final class MseTarget implements FuzzTarget {
    private static final InfoHash TORRENT = new InfoHash(ByteString.utf8("t".repeat(20)));
    private static final SharedSecret SECRET = MseBytes.secret(1);

    /** Two ciphers, and an answer. */
    private static final int FIXED_COST_BYTES = 200_000;

    /** What one side made of the bytes. */
    private record Result(String outcome, ByteString left) {}

    @Override
    public void check(byte[] data) {
        if (data.length == 0) {
            return;
        }
        Result[] whole = new Result[1];
        Cost.isBounded(data.length, 10, FIXED_COST_BYTES, () -> whole[0] = result(data, data.length));
        assertThat(whole[0].outcome).doesNotContain("\n").hasSizeLessThan(200);
        for (int cut : new int[] {1, 13, 600}) {
            assertThat(result(data, cut)).isEqualTo(whole[0]);
        }
    }

    private static Result result(byte[] data, int cut) {
        MseHandshake side = side(data[0]);
        ByteBuf all = Unpooled.copiedBuffer(data, 1, data.length - 1);
        ByteBuf in = Unpooled.buffer(data.length);
        Optional<MseStream> agreed = Optional.empty();
        try {
            while (all.isReadable()) {
                int from = in.writerIndex();
                in.writeBytes(all, Math.min(cut, all.readableBytes()));
                if (agreed.isEmpty()) {
                    agreed = side.receive(in);
                } else if (agreed.get().method() == CryptoMethod.RC4) {
                    agreed.get().incoming().applyTo(in.slice(from, in.writerIndex() - from));
                }
            }
        } catch (WireException e) {
            return new Result(e.getMessage(), ByteString.EMPTY);
        }
        String outcome = agreed.map(stream -> stream.method().name()).orElse("waits");
        return new Result(outcome, agreed.isPresent() ? bytes(in) : ByteString.EMPTY);
    }

    private static MseHandshake side(byte which) {
        return which % 2 == 0
                ? new MseInitiator(SECRET, TORRENT, EnumSet.allOf(CryptoMethod.class))
                : new MseResponder(
                        SECRET,
                        mark -> Optional.of(TORRENT)
                                .filter(torrent -> SharedSecret.mark(torrent).equals(mark)),
                        List.of(CryptoMethod.values()),
                        new Random(1),
                        ByteBuf::release);
    }

    /** With wrong fields now and then: the fuzzer cannot change them where they are enciphered. */
    @Override
    public byte[] sample(Random random) {
        int method = random.nextInt(8) == 0 ? random.nextInt() : 1 + random.nextInt(3);
        int padding = random.nextInt(random.nextInt(8) == 0 ? 65_536 : 513);
        byte[] payload = new byte[random.nextInt(200)];
        boolean isInitiator = random.nextBoolean();
        ByteBuf part = isInitiator
                ? MseBytes.responder(SECRET, TORRENT, method, padding, payload)
                : MseBytes.initiator(
                        SECRET, TORRENT, random.nextInt(8) == 0 ? random.nextLong() : 0, method, padding, payload);
        byte[] noise = new byte[random.nextInt(520)];
        random.nextBytes(noise);
        return bytes(Unpooled.copiedBuffer(
                        Unpooled.buffer().writeByte(isInitiator ? 0 : 1), Unpooled.wrappedBuffer(noise), part))
                .toByteArray();
    }

    @Override
    public List<String> words() {
        return List.of("\0", "\u0001", "req1", "\u0013BitTorrent protocol");
    }

    private static ByteString bytes(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.getBytes(buffer.readerIndex(), bytes);
        return ByteString.wrap(bytes);
    }
}
