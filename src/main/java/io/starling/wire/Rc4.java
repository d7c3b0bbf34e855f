package io.starling.wire;

import io.netty.buffer.ByteBuf;
import io.starling.bencode.ByteString;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * One direction of an encrypted stream (MSE): RC4, whose first {@link #DISCARDED_BYTES} bytes are thrown away since they
 * tell something of the key. Enciphers and deciphers alike, each byte once and in order; some 400 MB a second. It hides
 * the protocol from those who look for it, and no more: RC4 is broken, and nobody proves who he is.
 */
public final class Rc4 {
    private static final int DISCARDED_BYTES = 1024;
    private static final int CHUNK_BYTES = 4096;

    private final Cipher cipher;
    /** Between the buffers, which are outside of the heap, and the cipher. */
    private final byte[] chunk = new byte[CHUNK_BYTES];

    Rc4(ByteString key) {
        try {
            cipher = Cipher.getInstance("ARCFOUR");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key.toByteArray(), "ARCFOUR"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has RC4", e);
        }
        update(DISCARDED_BYTES);
    }

    /** All that is readable, where it lies. */
    public void applyTo(ByteBuf bytes) {
        applyTo(bytes, bytes.readableBytes());
    }

    /** So many bytes, where they lie, from the first that is readable on; reads nothing. */
    void applyTo(ByteBuf bytes, int length) {
        int end = bytes.readerIndex() + length;
        for (int at = bytes.readerIndex(); at < end; at += CHUNK_BYTES) {
            int size = Math.min(CHUNK_BYTES, end - at);
            bytes.getBytes(at, chunk, 0, size);
            update(size);
            bytes.setBytes(at, chunk, 0, size);
        }
    }

    /** Reads all of {@code from}, which stays as it is, and writes it to {@code to}. */
    public void transfer(ByteBuf from, ByteBuf to) {
        to.ensureWritable(from.readableBytes());
        while (from.isReadable()) {
            int size = Math.min(CHUNK_BYTES, from.readableBytes());
            from.readBytes(chunk, 0, size);
            update(size);
            to.writeBytes(chunk, 0, size);
        }
    }

    private void update(int size) {
        try {
            cipher.update(chunk, 0, size, chunk, 0);
        } catch (ShortBufferException e) {
            throw new IllegalStateException("RC4 gives as many bytes as it takes", e);
        }
    }
}
