package io.starling.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The handshake that hides a connection (Message Stream Encryption, MSE or PE), as it goes on when both sides have
 * exchanged their keys. A is who dialled, the {@link MseInitiator}, B is the {@link MseResponder}:
 *
 * <pre>
 *   A ► | key 96 | padding 0..512 |
 *   B ► | key 96 | padding 0..512 |                                        up to here: {@link KeyExchange}
 *   A ► | sync 20 | torrent 20 | VC 8 | provide 4 | n 2 | padding n | m 2 | initial payload m |
 *                               '--------------------- RC4, key A ---------------------------'
 *   B ► | VC 8 | select 4 | n 2 | padding n |
 *       '------------ RC4, key B -----------'
 *   both: the stream, by the method that B has selected of those that A provides
 * </pre>
 *
 * <p>Paddings are 0 to 512 bytes; integers are big-endian. A state machine without sockets, threads or clock: bytes go in
 * wherever the network cut them, and what is to be sent comes out. Used for one connection, by one thread at a time.
 */
public abstract sealed class MseHandshake permits MseInitiator, MseResponder {
    static final int MAX_PADDING_BYTES = 512;

    /** Eight zeros, the "verification constant". */
    static final int VC_BYTES = 8;

    /** What has been agreed on, once it is. */
    private @Nullable MseStream agreed;

    /**
     * Reads as much as it can of what has arrived, deciphering it where it lies; to be called again with the rest and
     * more. Once it has a result, what remains is the beginning of the stream in clear.
     *
     * @throws WireException when the remote does not keep to the protocol
     */
    public Optional<MseStream> receive(ByteBuf in) {
        while (agreed == null && step(in)) {}
        return Optional.ofNullable(agreed);
    }

    /** Returns false when it can go no further without more bytes. */
    abstract boolean step(ByteBuf in);

    /** Both have agreed: what {@code receive} was given is read up to the beginning of the stream. */
    void agree(MseStream stream) {
        agreed = stream;
    }

    /** Looks for what must stand behind at most 512 bytes of padding, and reads both; false as long as it may still come. */
    static boolean skipTo(ByteBuf mark, ByteBuf in) {
        int most = MAX_PADDING_BYTES + mark.readableBytes();
        ByteBuf window = in.slice(in.readerIndex(), Math.min(most, in.readableBytes()));
        int at = ByteBufUtil.indexOf(mark, window);
        if (at >= 0) {
            in.skipBytes(at + mark.readableBytes());
            return true;
        }
        if (window.readableBytes() == most) {
            throw new WireException("encrypted handshake: no sync within " + MAX_PADDING_BYTES + " bytes of padding");
        }
        return false;
    }

    /** Deciphers the next bytes, where they lie, once they all have arrived; until then returns false. */
    static boolean decipher(Rc4 cipher, ByteBuf in, int length) {
        if (in.readableBytes() < length) {
            return false;
        }
        cipher.applyTo(in, length);
        return true;
    }

    static int checkedPadding(int length) {
        if (length > MAX_PADDING_BYTES) {
            throw new WireException("encrypted handshake: padding of " + length + " bytes (expected: at most "
                    + MAX_PADDING_BYTES + ")");
        }
        return length;
    }
}
