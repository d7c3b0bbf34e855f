package io.starling.announce;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.WriteStream;
import io.vertx.ext.eventbus.bridge.tcp.impl.protocol.FrameHelper;
import io.vertx.ext.eventbus.bridge.tcp.impl.protocol.FrameParser;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Our codec against the one of Vert.x's TCP event bus bridge, in both directions. */
class ReferenceProtocolTest {
    private final Buffer written = Buffer.buffer();

    /** A stream that collects what the reference writes. */
    @SuppressWarnings("unchecked")
    private final WriteStream<Buffer> out = (WriteStream<Buffer>) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {WriteStream.class}, (proxy, method, args) -> {
                if (method.getName().equals("write")) {
                    written.appendBuffer((Buffer) args[0]);
                }
                return Future.succeededFuture();
            });

    private BusFrame readByUs() {
        BusFrameDecoder decoder = new BusFrameDecoder();
        decoder.feed(written);
        return BusFrame.read(decoder.next().orElseThrow());
    }

    @Test
    void weReadItsRequest() {
        JsonObject body = new JsonObject().put("op", "list").put("query", "größe");
        FrameHelper.sendFrame("send", "starling.tracker", "r1", new JsonObject().put("k", "v"), null, body, out);

        assertThat(readByUs()).isEqualTo(new BusFrame.Send("starling.tracker", "r1", Map.of("k", "v"), body));
    }

    @Test
    void weReadItsReply() {
        JsonObject body = new JsonObject().put("total", 0);
        FrameHelper.sendFrame("message", "r1", null, new JsonObject(), true, body, out);

        assertThat(readByUs()).isEqualTo(new BusFrame.Delivery("r1", Map.of(), body, true));
    }

    @Test
    void weReadItsFailure() {
        ReplyException cause = new ReplyException(ReplyFailure.RECIPIENT_FAILURE, 404, "no such file");
        FrameHelper.sendErrFrame("starling.tracker", "r1", cause, out);

        assertThat(readByUs())
                .isEqualTo(new BusFrame.Failure("r1", "starling.tracker", 404, "RECIPIENT_FAILURE", "no such file"));
    }

    @Test
    void weReadItsPing() {
        FrameHelper.sendFrame("ping", out);

        assertThat(readByUs()).isEqualTo(new BusFrame.Ping());
    }

    @Test
    void itReadsWhatWeWrite() {
        List<BusFrame> frames = BusFrameTest.frames().toList();
        List<JsonObject> read = new ArrayList<>();
        FrameParser reference = new FrameParser(frame -> read.add(frame.result()));

        frames.forEach(frame -> reference.handle(BusFrameEncoder.encode(frame)));

        assertThat(read).isEqualTo(frames.stream().map(BusFrame::toJson).toList());
    }
}
