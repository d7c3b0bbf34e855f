package io.starling.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.starling.bus.BusException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BusFrameDecoderTest {
    private static final List<JsonObject> FRAMES = List.of(
            new BusFrame.Ping().toJson(),
            new BusFrame.Send("starling.tracker", "r1", Map.of("a", "ä"), new JsonObject().put("op", "list")).toJson(),
            new JsonObject(),
            new JsonObject().put("x", "y".repeat(300)));

    private static Buffer stream() {
        Buffer all = Buffer.buffer();
        FRAMES.forEach(frame -> all.appendBuffer(BusFrameEncoder.encode(frame)));
        return all;
    }

    private static List<JsonObject> take(BusFrameDecoder decoder) {
        List<JsonObject> frames = new ArrayList<>();
        for (Optional<JsonObject> frame = decoder.next(); frame.isPresent(); frame = decoder.next()) {
            frames.add(frame.get());
        }
        return frames;
    }

    private static Buffer frame(int length, String body) {
        return Buffer.buffer().appendInt(length).appendString(body);
    }

    private static Buffer frame(String body) {
        return frame(body.getBytes(StandardCharsets.UTF_8).length, body);
    }

    @Test
    void readsTheSameFramesHoweverTheStreamIsCut() {
        Buffer stream = stream();
        for (int size = 1; size <= stream.length(); size++) {
            BusFrameDecoder decoder = new BusFrameDecoder();
            List<JsonObject> frames = new ArrayList<>();
            for (int from = 0; from < stream.length(); from += size) {
                decoder.feed(stream.getBuffer(from, Math.min(stream.length(), from + size)));
                frames.addAll(take(decoder));
            }
            assertThat(frames).as("cut into %d bytes", size).isEqualTo(FRAMES);
            assertThat(decoder.bufferedBytes()).isZero();
        }
    }

    @Test
    void givesNoFrameForAnyTruncation() {
        Buffer frame = BusFrameEncoder.encode(FRAMES.get(1));
        for (int size = 0; size < frame.length(); size++) {
            BusFrameDecoder decoder = new BusFrameDecoder();
            decoder.feed(frame.getBuffer(0, size));
            assertThat(decoder.next()).as("the first %d bytes", size).isEmpty();
        }
    }

    @Test
    void writesTheLengthBigEndianBeforeTheJson() {
        assertThat(BusFrameEncoder.encode(new BusFrame.Ping())).isEqualTo(frame(15, "{\"type\":\"ping\"}"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void refusesALengthBelowOneBeforeAnyBody(int length) {
        BusFrameDecoder decoder = new BusFrameDecoder();
        decoder.feed(Buffer.buffer().appendInt(length));

        assertThatThrownBy(decoder::next)
                .isInstanceOfSatisfying(
                        BusException.class, e -> assertThat(e.code()).isEqualTo(BusException.MALFORMED))
                .hasMessage("frame length: " + length + " (expected: 1..16777216)");
    }

    @ParameterizedTest
    @ValueSource(ints = {BusFrameEncoder.MAX_FRAME_BYTES + 1, Integer.MAX_VALUE, 0x47455420 /* "GET " */})
    void refusesALengthBeyondTheLimitBeforeAnyBody(int length) {
        BusFrameDecoder decoder = new BusFrameDecoder();
        decoder.feed(Buffer.buffer().appendInt(length));

        BusException refused = catchThrowableOfType(BusException.class, decoder::next);

        assertThat(refused.code()).isEqualTo(BusException.TOO_LARGE);
    }

    @Test
    void takesAFrameAtTheLimitAndNoneBeyond() {
        BusFrameDecoder decoder = new BusFrameDecoder(20);

        decoder.feed(frame("{\"x\":\"012345678901\"}"));
        assertThat(decoder.next()).contains(new JsonObject().put("x", "012345678901"));

        decoder.feed(frame("{\"x\":\"0123456789012\"}"));
        assertThatThrownBy(decoder::next).isInstanceOf(BusException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "1",
                "\"text\"",
                "true",
                "{",
                "{\"a\":1",
                "{\"a\":1}}",
                "{\"a\":1} {\"b\":2}",
                "{'a':1}",
                "{a:1}",
                "{\"a\":NaN}",
                "GET / HTTP/1.1",
                " ",
                "\u0000"
            })
    void refusesABodyThatIsNotOneJsonObject(String body) {
        BusFrameDecoder decoder = new BusFrameDecoder();
        decoder.feed(frame(body));

        BusException refused = catchThrowableOfType(BusException.class, decoder::next);

        assertThat(refused).as("refusal of %s", body).isNotNull();
        assertThat(refused.code()).isEqualTo(BusException.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void refusesANestingBomb(String open) {
        BusFrameDecoder decoder = new BusFrameDecoder();
        decoder.feed(frame("{\"x\":" + open.repeat(1_000_000)));

        assertThat(catchThrowableOfType(BusException.class, decoder::next)).isNotNull();
    }

    @Test
    void readsNothingMoreAfterAnError() {
        BusFrameDecoder decoder = new BusFrameDecoder();
        decoder.feed(frame("[]").appendBuffer(stream()));
        assertThatThrownBy(decoder::next).isInstanceOf(BusException.class);

        decoder.feed(stream());

        assertThat(decoder.next()).isEmpty();
        assertThat(decoder.bufferedBytes()).isZero();
    }

    @Test
    void holdsOnlyBytesThatCameWhateverLengthIsClaimed() {
        BusFrameDecoder decoder = new BusFrameDecoder();
        decoder.feed(frame(BusFrameEncoder.MAX_FRAME_BYTES, "{"));

        assertThat(decoder.next()).isEmpty();
        assertThat(decoder.bufferedBytes()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void survivesGarbage(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            BusFrameDecoder decoder = new BusFrameDecoder(1_000);
            byte[] bytes = stream().getBytes();
            for (int k = random.nextInt(8); k >= 0; k--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                decoder.feed(Buffer.buffer(bytes));
                assertThat(take(decoder)).hasSizeLessThanOrEqualTo(FRAMES.size());
            } catch (BusException e) {
                assertThat(e.code()).isIn(BusException.MALFORMED, BusException.TOO_LARGE);
            }
        }
    }

    @Test
    void refusesToWriteAFrameThatNobodyWouldRead() {
        JsonObject tooLong = new JsonObject().put("x", "y".repeat(BusFrameEncoder.MAX_FRAME_BYTES));

        assertThatThrownBy(() -> BusFrameEncoder.encode(tooLong))
                .isInstanceOfSatisfying(
                        BusException.class, e -> assertThat(e.code()).isEqualTo(BusException.TOO_LARGE));
    }
}
