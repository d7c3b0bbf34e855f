package io.starling.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.starling.bencode.ByteString;
import java.math.BigInteger;
import java.util.Random;

/**
 * One side of the key exchange with which an encrypted connection begins (MSE; Diffie and Hellman, a prime of 768 bits,
 * generator 2): each sends its public key, and both know the same secret. {@link #begin} and {@link #agree} take some
 * 150 µs each, too long for an event loop that strangers call.
 */
public final class KeyExchange {
    /** Of a public key, and of the secret. */
    public static final int KEY_BYTES = 96;

    private static final BigInteger PRIME = new BigInteger(
            "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74"
                    + "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
                    + "4FE1356D6D51C245E485B576625E7EC6F44C42E9A63A36210000000000090563",
            16);
    private static final BigInteger GENERATOR = BigInteger.TWO;
    private static final int PRIVATE_KEY_BITS = 160;

    private final BigInteger privateKey;
    private final ByteString publicKey;

    private KeyExchange(BigInteger privateKey) {
        this.privateKey = privateKey;
        this.publicKey = bytes(GENERATOR.modPow(privateKey, PRIME));
    }

    /** Makes a pair of keys, for one connection. */
    public static KeyExchange begin(Random random) {
        return new KeyExchange(new BigInteger(PRIVATE_KEY_BITS, random));
    }

    /** The first bytes that either side sends: its public key, and as much padding as {@code random} says. */
    public ByteBuf hello(Random random) {
        byte[] padding = new byte[random.nextInt(MseHandshake.MAX_PADDING_BYTES + 1)];
        random.nextBytes(padding);
        return Unpooled.buffer(KEY_BYTES + padding.length)
                .writeBytes(publicKey.asByteBuffer())
                .writeBytes(padding);
    }

    /** Reads the remote's public key, which must have arrived. */
    public static ByteString readKey(ByteBuf in) {
        byte[] key = new byte[KEY_BYTES];
        in.readBytes(key);
        return ByteString.wrap(key);
    }

    /**
     * The secret that the remote knows too, by its public key.
     *
     * @throws WireException for keys that make a secret which anybody can guess: 0, 1, and the prime less 1
     */
    public SharedSecret agree(ByteString theirKey) {
        BigInteger theirs = new BigInteger(1, theirKey.toByteArray());
        if (theirs.compareTo(BigInteger.ONE) <= 0 || theirs.compareTo(PRIME.subtract(BigInteger.ONE)) >= 0) {
            throw new WireException("encrypted handshake: key " + shortened(theirKey.hex())
                    + " (expected: more than 1, less than the prime less 1)");
        }
        return new SharedSecret(bytes(theirs.modPow(privateKey, PRIME)));
    }

    private static String shortened(String hex) {
        return hex.substring(0, 8) + "…" + hex.substring(hex.length() - 8);
    }

    /** Big-endian, as long as the prime. */
    private static ByteString bytes(BigInteger number) {
        byte[] digits = number.toByteArray();
        int from = Math.max(0, digits.length - KEY_BYTES);
        byte[] padded = new byte[KEY_BYTES];
        System.arraycopy(digits, from, padded, KEY_BYTES - (digits.length - from), digits.length - from);
        return ByteString.wrap(padded);
    }
}
