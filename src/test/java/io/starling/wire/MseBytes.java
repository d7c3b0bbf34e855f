package io.starling.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import java.util.Random;

/** What either side of an encrypted handshake sends behind its key, put together by hand, right or wrong. */
public final class MseBytes {
    private MseBytes() {}

    /** A's part without padding in front, of these fields; {@code padding} may be more than there can be. */
    public static ByteBuf initiator(
            SharedSecret secret, InfoHash torrent, long constant, int provide, int padding, byte[] payload) {
        ByteBuf enciphered = Unpooled.buffer()
                .writeLong(constant)
                .writeInt(provide)
                .writeShort(padding)
                .writeZero(Math.min(padding, MseHandshake.MAX_PADDING_BYTES))
                .writeShort(payload.length)
                .writeBytes(payload);
        secret.initiatorCipher(torrent).applyTo(enciphered);
        return Unpooled.buffer()
                .writeBytes(secret.sync().asByteBuffer())
                .writeBytes(secret.disguise(SharedSecret.mark(torrent)).asByteBuffer())
                .writeBytes(enciphered);
    }

    /** B's part without padding in front, of these fields. */
    public static ByteBuf responder(SharedSecret secret, InfoHash torrent, int select, int padding, byte[] stream) {
        ByteBuf clear = Unpooled.buffer()
                .writeZero(MseHandshake.VC_BYTES)
                .writeInt(select)
                .writeShort(padding)
                .writeZero(Math.min(padding, MseHandshake.MAX_PADDING_BYTES))
                .writeBytes(stream);
        secret.responderCipher(torrent).applyTo(clear);
        return clear;
    }

    /** A secret that is no secret. */
    static SharedSecret secret(int seed) {
        byte[] s = new byte[KeyExchange.KEY_BYTES];
        new Random(seed).nextBytes(s);
        return new SharedSecret(ByteString.wrap(s));
    }
}
