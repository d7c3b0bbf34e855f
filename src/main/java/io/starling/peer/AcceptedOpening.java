package io.starling.peer;

import io.netty.buffer.ByteBuf;
import io.starling.wire.Handshake;
import io.starling.wire.WireException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sees by the first bytes of a remote that dialled us whether it begins with the handshake, or with a key. */
final class AcceptedOpening implements Opening {
    private final Encryption encryption;
    private final Supplier<Opening> encrypted;
    private @Nullable Opening begun;

    /** @param encrypted makes the opening of one that begins with a key */
    AcceptedOpening(Encryption encryption, Supplier<Opening> encrypted) {
        this.encryption = encryption;
        this.encrypted = encrypted;
    }

    @Override
    public boolean isOver(ByteBuf in, Greeting greeting) {
        if (begun == null && !Handshake.mayBegin(in)) {
            begun = encrypted.get();
        }
        if (begun != null) {
            return begun.isOver(in, greeting);
        }
        boolean isPlain = in.readableBytes() >= Handshake.PROTOCOL_BYTES;
        if (isPlain && encryption == Encryption.REQUIRE) {
            throw new WireException("handshake: not encrypted (expected: encrypted, as is required here)");
        }
        return isPlain;
    }
}
