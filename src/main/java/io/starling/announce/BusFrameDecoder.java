package io.starling.announce;

import io.starling.bus.BusException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Optional;

/**
 * Cuts a stream of bytes into the frames of the TCP event bus protocol, in whatever portions the bytes come:
 *
 * <pre>
 *   +--------------------------+----------------------------+
 *   | length: int32 big-endian | one JSON object, UTF-8     |
 *   +--------------------------+----------------------------+
 *                                length bytes, 1..{@link BusFrameEncoder#MAX_FRAME_BYTES}
 * </pre>
 *
 * The length is judged before the body is waited for, and memory is taken only for bytes that have come. After an error
 * the stream has no meaning any more: the decoder ignores the rest, and its owner closes the connection. Not thread-safe.
 */
public final class BusFrameDecoder {
    private static final int LENGTH_BYTES = 4;

    /** What the next bytes are. */
    private enum State {
        LENGTH,
        BODY,
        BROKEN
    }

    private final int maxFrameBytes;
    private State state = State.LENGTH;
    private Buffer input = Buffer.buffer();
    private int position;
    private int bodyLength;

    public BusFrameDecoder() {
        this(BusFrameEncoder.MAX_FRAME_BYTES);
    }

    BusFrameDecoder(int maxFrameBytes) {
        this.maxFrameBytes = maxFrameBytes;
    }

    /** Takes bytes as they came; {@link #next} then gives the frames that are whole. */
    public void feed(Buffer bytes) {
        if (state == State.BROKEN) {
            return;
        }
        if (position == input.length()) {
            input = Buffer.buffer(bytes.length());
            position = 0;
        }
        input.appendBuffer(bytes);
    }

    /** How many bytes are held: of a frame that is not whole yet, or of frames that were not asked for. */
    public int bufferedBytes() {
        return input.length() - position;
    }

    /** Whether part of a frame has come, its length at least, and the rest has not. */
    public boolean isWithinFrame() {
        return state == State.BODY || bufferedBytes() > 0;
    }

    /**
     * The next frame, or nothing until more bytes come. Throws {@link BusException}: 400 for a length below 1 or a body
     * that is not a JSON object of reasonable depth and size, 413 for a length beyond the limit.
     */
    public Optional<JsonObject> next() {
        try {
            return decode();
        } catch (BusException e) {
            state = State.BROKEN;
            input = Buffer.buffer();
            position = 0;
            throw e;
        }
    }

    private Optional<JsonObject> decode() {
        if (state == State.LENGTH && bufferedBytes() >= LENGTH_BYTES) {
            bodyLength = readLength();
            state = State.BODY;
        }
        if (state == State.BODY && bufferedBytes() >= bodyLength) {
            JsonObject body = readBody();
            state = State.LENGTH;
            return Optional.of(body);
        }
        dropWhatWasRead();
        return Optional.empty();
    }

    private int readLength() {
        int length = input.getInt(position);
        if (length < 1) {
            throw new BusException(
                    BusException.MALFORMED, "frame length: " + length + " (expected: 1.." + maxFrameBytes + ")");
        }
        if (length > maxFrameBytes) {
            throw new BusException(
                    BusException.TOO_LARGE, "frame length: " + length + " (expected: 1.." + maxFrameBytes + ")");
        }
        position += LENGTH_BYTES;
        return length;
    }

    private JsonObject readBody() {
        byte[] body = input.getBytes(position, position + bodyLength);
        position += bodyLength;
        try {
            return FrameBody.read(body);
        } catch (IOException e) {
            throw new BusException(
                    BusException.MALFORMED, "frame: " + bodyLength + " bytes that are not a JSON object");
        }
    }

    /** Keeps a partial frame alone, so that a long frame does not pin the ones before it. */
    private void dropWhatWasRead() {
        if (position > 0) {
            input = input.getBuffer(position, input.length());
            position = 0;
        }
    }
}
