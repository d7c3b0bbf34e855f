package io.starling.peer;

import io.netty.buffer.ByteBuf;

/** How a connection begins before the handshake of BEP 3 comes: with nothing, or with an agreement on encryption. */
interface Opening {
    /** Nothing. */
    Opening PLAIN = (in, greeting) -> true;

    /**
     * Reads as much as it can of what has arrived; is called again with the rest and more.
     *
     * @return whether what remains is the handshake
     * @throws io.starling.wire.WireException when the remote does not keep to the protocol
     */
    boolean isOver(ByteBuf in, Greeting greeting);
}
