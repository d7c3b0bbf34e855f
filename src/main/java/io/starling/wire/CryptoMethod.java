package io.starling.wire;

import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/** What follows an encrypted handshake (MSE), by its bit in {@code crypto_provide} and {@code crypto_select}. */
public enum CryptoMethod {
    /** The stream is in clear; only the handshake was hidden. */
    PLAINTEXT(0x01),
    RC4(0x02);

    final int bit;

    CryptoMethod(int bit) {
        this.bit = bit;
    }

    /** Those of {@code methods} together, as {@code crypto_provide}. */
    static int bits(Collection<CryptoMethod> methods) {
        return methods.stream().mapToInt(method -> method.bit).reduce(0, (one, other) -> one | other);
    }

    /** The one that {@code crypto_select} names; nothing when it is none, or several. */
    static Optional<CryptoMethod> selected(int bits) {
        return Arrays.stream(values()).filter(method -> method.bit == bits).findFirst();
    }
}
