package io.starling.tracker;

import io.starling.announce.BusFrame;
import io.starling.announce.BusFrameDecoder;
import io.starling.announce.BusFrameEncoder;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/** A client of the TCP door that may send anything at all. Blocking; an unanswered read fails after a while. */
final class DoorClient implements AutoCloseable {
    private static final int READ_TIMEOUT_MILLIS = 20_000;

    final Socket socket;
    private final BusFrameDecoder decoder = new BusFrameDecoder();
    private final byte[] buffer = new byte[64 * 1024];

    DoorClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
    }

    /** From another address of this machine, as only Linux has them unasked. */
    DoorClient(int port, String from) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(from), 0);
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
    }

    void send(BusFrame frame) throws IOException {
        send(BusFrameEncoder.encode(frame).getBytes());
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The first so many of the bytes. */
    void send(byte[] bytes, int count) throws IOException {
        socket.getOutputStream().write(bytes, 0, count);
    }

    void sendFrame(String json) throws IOException {
        byte[] body = json.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        send(ByteBuffer.allocate(4 + body.length).putInt(body.length).put(body).array());
    }

    void request(String replyAddress, JsonObject body) throws IOException {
        send(new BusFrame.Send("starling.tracker", replyAddress, Map.of(), body));
    }

    /** The next frame, or nothing when the door closed the connection. */
    Optional<BusFrame> receive() throws IOException {
        InputStream in = socket.getInputStream();
        while (true) {
            Optional<JsonObject> frame = decoder.next();
            if (frame.isPresent()) {
                return Optional.of(BusFrame.read(frame.get()));
            }
            int count = in.read(buffer);
            if (count < 0) {
                return Optional.empty();
            }
            decoder.feed(io.vertx.core.buffer.Buffer.buffer().appendBytes(buffer, 0, count));
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
