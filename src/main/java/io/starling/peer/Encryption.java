package io.starling.peer;

import io.starling.wire.CryptoMethod;
import java.util.List;

/** Whether connections to other peers are encrypted (MSE). What that is good for: {@code docs/encryption.md}. */
public enum Encryption {
    /** Dials plain, accepts both, and dials again encrypted when it was refused. */
    ALLOW(List.of(CryptoMethod.PLAINTEXT, CryptoMethod.RC4)),
    /** Neither dials nor accepts anything but RC4, from the first byte to the last. */
    REQUIRE(List.of(CryptoMethod.RC4)),
    /** Knows nothing of it. */
    OFF(List.of());

    /** What may follow an encrypted handshake, the best first: the cheapest that both sides accept. */
    final List<CryptoMethod> methods;

    Encryption(List<CryptoMethod> methods) {
        this.methods = methods;
    }
}
