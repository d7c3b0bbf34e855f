package io.starling.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.starling.torrent.InfoHash;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;

/** The side that dialled, A: names the torrent and what methods would do, and takes the one that B selects. */
public final class MseInitiator extends MseHandshake {
    /** One small step for each. */
    private enum State {
        /** Padding, up to B's verification constant. */
        SYNC,
        SELECT,
        PADDING
    }

    private static final int SELECT_BYTES = Integer.BYTES + Short.BYTES;

    private final SharedSecret secret;
    private final InfoHash torrent;
    private final Set<CryptoMethod> provided;
    private final Rc4 outgoing;
    private final Rc4 incoming;
    /** How B's verification constant looks, enciphered. */
    private final ByteBuf constant = Unpooled.buffer(VC_BYTES, VC_BYTES).writeZero(VC_BYTES);

    private State state = State.SYNC;
    private CryptoMethod method = CryptoMethod.RC4;
    private int padding;

    /** @param provided what would do; not empty */
    public MseInitiator(SharedSecret secret, InfoHash torrent, Set<CryptoMethod> provided) {
        this.secret = secret;
        this.torrent = torrent;
        this.provided = EnumSet.copyOf(provided);
        this.outgoing = secret.initiatorCipher(torrent);
        this.incoming = secret.responderCipher(torrent);
        incoming.applyTo(constant);
    }

    /**
     * What to send now, to be called once: all of A's part, with as much padding as {@code random} says.
     *
     * @param payload what goes with it as the first bytes of the stream, at most 65,535; is released
     */
    public ByteBuf open(ByteBuf payload, Random random) {
        int zeros = random.nextInt(MAX_PADDING_BYTES + 1);
        ByteBuf enciphered = Unpooled.buffer()
                .writeZero(VC_BYTES)
                .writeInt(CryptoMethod.bits(provided))
                .writeShort(zeros)
                .writeZero(zeros)
                .writeShort(payload.readableBytes())
                .writeBytes(payload);
        payload.release();
        outgoing.applyTo(enciphered);
        return Unpooled.buffer()
                .writeBytes(secret.sync().asByteBuffer())
                .writeBytes(secret.disguise(SharedSecret.mark(torrent)).asByteBuffer())
                .writeBytes(enciphered);
    }

    @Override
    boolean step(ByteBuf in) {
        return switch (state) {
            case SYNC -> skipPadding(in);
            case SELECT -> readSelect(in);
            case PADDING -> readPadding(in);
        };
    }

    private boolean skipPadding(ByteBuf in) {
        if (!skipTo(constant, in)) {
            return false;
        }
        state = State.SELECT;
        return true;
    }

    private boolean readSelect(ByteBuf in) {
        if (!decipher(incoming, in, SELECT_BYTES)) {
            return false;
        }
        int selected = in.readInt();
        method = CryptoMethod.selected(selected)
                .filter(provided::contains)
                .orElseThrow(() -> new WireException("encrypted handshake: selected "
                        + Integer.toUnsignedString(selected) + " (expected: one of " + provided + ")"));
        padding = checkedPadding(in.readUnsignedShort());
        state = State.PADDING;
        return true;
    }

    private boolean readPadding(ByteBuf in) {
        if (!decipher(incoming, in, padding)) {
            return false;
        }
        in.skipBytes(padding);
        if (method == CryptoMethod.RC4) {
            incoming.applyTo(in);
        }
        agree(new MseStream(torrent, method, incoming, outgoing));
        return false;
    }
}
