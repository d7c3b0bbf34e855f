package io.starling.announce;

import io.starling.bus.BusException;
import io.starling.bus.BusJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** Writes the frames that {@link BusFrameDecoder} reads. */
public final class BusFrameEncoder {
    /** 16 MiB: a metainfo of 10 MB in base64 fits, and one connection cannot take more memory than that. */
    public static final int MAX_FRAME_BYTES = 16 * 1024 * 1024;

    private BusFrameEncoder() {}

    /** The frame with its length before it; throws {@link BusException} 413 beyond {@link #MAX_FRAME_BYTES}. */
    public static Buffer encode(BusFrame frame) {
        return encode(frame.toJson());
    }

    static Buffer encode(JsonObject frame) {
        Buffer body = BusJson.encode(frame);
        if (body.length() > MAX_FRAME_BYTES) {
            throw new BusException(
                    BusException.TOO_LARGE,
                    "frame length: " + body.length() + " (expected: 1.." + MAX_FRAME_BYTES + ")");
        }
        return Buffer.buffer(Integer.BYTES + body.length())
                .appendInt(body.length())
                .appendBuffer(body);
    }
}
