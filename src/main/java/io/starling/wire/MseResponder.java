package io.starling.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The side that was dialled, B: finds out which torrent A means, and selects a method of those that A provides. */
public final class MseResponder extends MseHandshake {
    /** One small step for each. */
    private enum State {
        /** Padding, up to A's sync. */
        SYNC,
        TORRENT,
        PROVIDE,
        /** Padding, and the length of the payload behind it. */
        PADDING,
        PAYLOAD
    }

    private static final int PROVIDE_BYTES = VC_BYTES + Integer.BYTES + Short.BYTES;

    private final SharedSecret secret;
    private final Function<ByteString, Optional<InfoHash>> torrents;
    private final List<CryptoMethod> preferred;
    private final Random random;
    private final Consumer<ByteBuf> out;
    private final ByteBuf sync;

    private State state = State.SYNC;
    /** Known once the torrent is; its method is A's to provide and ours to select. */
    private @Nullable MseStream stream;

    private int padding;
    private int payload;

    /**
     * @param torrents finds ours by their {@linkplain SharedSecret#mark marks}
     * @param preferred the methods that will do, the best first
     * @param random says how much padding is sent
     * @param out is given what is to be sent, and owns it
     */
    public MseResponder(
            SharedSecret secret,
            Function<ByteString, Optional<InfoHash>> torrents,
            List<CryptoMethod> preferred,
            Random random,
            Consumer<ByteBuf> out) {
        this.secret = secret;
        this.torrents = torrents;
        this.preferred = List.copyOf(preferred);
        this.random = random;
        this.out = out;
        this.sync = Unpooled.wrappedBuffer(secret.sync().asByteBuffer());
    }

    @Override
    boolean step(ByteBuf in) {
        return switch (state) {
            case SYNC -> skipPadding(in);
            case TORRENT -> readTorrent(in);
            case PROVIDE -> readProvide(in);
            case PADDING -> readPadding(in);
            case PAYLOAD -> readPayload(in);
        };
    }

    private boolean skipPadding(ByteBuf in) {
        if (!skipTo(sync, in)) {
            return false;
        }
        state = State.TORRENT;
        return true;
    }

    private boolean readTorrent(ByteBuf in) {
        if (in.readableBytes() < Sha1.LENGTH_BYTES) {
            return false;
        }
        byte[] disguised = new byte[Sha1.LENGTH_BYTES];
        in.readBytes(disguised);
        InfoHash torrent = torrents.apply(secret.disguise(ByteString.wrap(disguised)))
                .orElseThrow(() -> new WireException("encrypted handshake: for a torrent that is not here"));
        stream = new MseStream(
                torrent, CryptoMethod.RC4, secret.initiatorCipher(torrent), secret.responderCipher(torrent));
        state = State.PROVIDE;
        return true;
    }

    private boolean readProvide(ByteBuf in) {
        if (!decipher(in, PROVIDE_BYTES)) {
            return false;
        }
        if (in.readLong() != 0) {
            throw new WireException("encrypted handshake: a wrong verification constant (expected: zeros)");
        }
        int provided = in.readInt();
        CryptoMethod method = preferred.stream()
                .filter(ours -> (provided & ours.bit) != 0)
                .findFirst()
                .orElseThrow(() -> new WireException("encrypted handshake: provides "
                        + Integer.toUnsignedString(provided) + " (expected: one of " + preferred + ")"));
        stream = stream().by(method);
        padding = checkedPadding(in.readUnsignedShort());
        state = State.PADDING;
        return true;
    }

    private boolean readPadding(ByteBuf in) {
        if (!decipher(in, padding + Short.BYTES)) {
            return false;
        }
        in.skipBytes(padding);
        payload = in.readUnsignedShort();
        state = State.PAYLOAD;
        return true;
    }

    /** The payload that came with the handshake is enciphered, whatever the method is. */
    private boolean readPayload(ByteBuf in) {
        if (in.readableBytes() < payload) {
            return false;
        }
        boolean isAllEnciphered = stream().method() == CryptoMethod.RC4;
        stream().incoming().applyTo(in, isAllEnciphered ? in.readableBytes() : payload);
        answer();
        agree(stream());
        return false;
    }

    private void answer() {
        int zeros = random.nextInt(MAX_PADDING_BYTES + 1);
        ByteBuf answer = Unpooled.buffer()
                .writeZero(VC_BYTES)
                .writeInt(stream().method().bit)
                .writeShort(zeros)
                .writeZero(zeros);
        stream().outgoing().applyTo(answer);
        out.accept(answer);
    }

    private boolean decipher(ByteBuf in, int length) {
        return decipher(stream().incoming(), in, length);
    }

    private MseStream stream() {
        if (stream == null) {
            throw new IllegalStateException("nothing can be deciphered before the torrent is known");
        }
        return stream;
    }
}
