package io.starling.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.starling.bencode.ByteString;
import io.starling.testing.fuzz.Cost;
import io.starling.testing.fuzz.FuzzTarget;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A handshake is found or refused as soon as that can be known, however many bytes come at a time. */
final class HandshakeTarget implements FuzzTarget {
    /** Two ids, or an exception that shows the first bytes. */
    private static final int MAX_COST_BYTES = 10_000;

    @Override
    public void check(byte[] data) {
        ByteBuf in = Unpooled.wrappedBuffer(data);
        boolean isPossible = true;
        for (int arrived = 0; arrived <= Math.min(data.length, Handshake.LENGTH_BYTES); arrived++) {
            in.setIndex(0, arrived);
            isPossible &= arrived == 0 || isRight(data, arrived - 1);
            assertThat(Handshake.mayBegin(in)).isEqualTo(isPossible);
            assertThat(Handshake.peekInfoHash(in).isPresent()).isEqualTo(arrived >= 48);
            received(in, arrived, isPossible);
        }
    }

    private static boolean isRight(byte[] data, int at) {
        return at >= 20 || data[at] == "\u0013BitTorrent protocol".charAt(at);
    }

    private static void received(ByteBuf in, int arrived, boolean isPossible) {
        try {
            List<Handshake> handshake = new ArrayList<>();
            Cost.isBounded(0, 0, MAX_COST_BYTES, () -> {
                in.readerIndex(0);
                handshake.clear();
                Handshake.receive(in).ifPresent(handshake::add);
            });
            assertThat(isPossible).isTrue();
            assertThat(handshake.isEmpty()).isEqualTo(arrived < Handshake.LENGTH_BYTES);
            assertThat(in.readableBytes()).isEqualTo(handshake.isEmpty() ? arrived : 0);
            handshake.forEach(
                    there -> assertThat(Handshake.decode(there.encode())).isEqualTo(there));
        } catch (WireException e) {
            assertThat(isPossible).as(e.getMessage()).isFalse();
        }
    }

    @Override
    public byte[] sample(Random random) {
        byte[] ids = new byte[40];
        random.nextBytes(ids);
        ByteBuf bytes = new Handshake(
                        new InfoHash(ByteString.copyOf(ids, 0, 20)),
                        new PeerId(ByteString.copyOf(ids, 20, 20)),
                        random.nextBoolean(),
                        random.nextBoolean())
                .encode();
        return bytes.array().clone();
    }

    @Override
    public List<String> words() {
        return List.of("\u0013BitTorrent protocol", "BitTorrent", "\u0013", "GET / HTTP/1.1\r\n");
    }

    @Override
    public int maxLength() {
        return 100;
    }
}
