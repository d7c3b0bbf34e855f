package io.starling.announce;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * How every request to a tracker by UDP begins (BEP 15); numbers are big-endian.
 *
 * <pre>
 *   | connection id, or {@link #PROTOCOL_ID} to ask for one: 8 | action: 4 | transaction id: 4 | what the action asks …
 * </pre>
 *
 * @param transactionId the client's, for the answer to carry
 */
public record UdpRequest(long connectionId, int action, int transactionId) {
    /** What a client sends in the place of a connection id as long as it has none. */
    public static final long PROTOCOL_ID = 0x417_2710_1980L;

    public static final int LENGTH_BYTES = 16;

    private static final int ACTION = 8;
    private static final int TRANSACTION_ID = 12;

    /** Reads it; nothing when the datagram is too short to be one. */
    public static Optional<UdpRequest> read(Buffer datagram) {
        return datagram.length() < LENGTH_BYTES
                ? Optional.empty()
                : Optional.of(
                        new UdpRequest(datagram.getLong(0), datagram.getInt(ACTION), datagram.getInt(TRANSACTION_ID)));
    }

    Buffer toBuffer() {
        return Buffer.buffer().appendLong(connectionId).appendInt(action).appendInt(transactionId);
    }

    public boolean is(UdpAction wanted) {
        return action == wanted.code();
    }

    /** Whether it asks for a connection id. */
    public boolean isConnect() {
        return connectionId == PROTOCOL_ID && is(UdpAction.CONNECT);
    }

    /** How an answer to it begins: {@code | action: 4 | transaction id: 4 |}. */
    public Buffer answer(UdpAction with) {
        return Buffer.buffer().appendInt(with.code()).appendInt(transactionId);
    }
}
