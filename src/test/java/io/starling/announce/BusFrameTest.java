package io.starling.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.starling.bus.BusException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BusFrameTest {
    static Stream<BusFrame> frames() {
        return Stream.of(
                new BusFrame.Send("a", "r1", Map.of("token", "t"), new JsonObject().put("x", new JsonArray().add(1))),
                new BusFrame.Send("a", null, Map.of(), null),
                new BusFrame.Publish("a", Map.of(), "text"),
                new BusFrame.Register("a", Map.of("token", "t")),
                new BusFrame.Unregister("a"),
                new BusFrame.Ping(),
                new BusFrame.Pong(),
                new BusFrame.Delivery("r1", Map.of(), new JsonObject(), true),
                new BusFrame.Delivery("r1", Map.of("a", "b"), 5, false),
                new BusFrame.Failure("r1", "a", 404, "RECIPIENT_FAILURE", "no such file"),
                new BusFrame.Failure(null, null, 400, "RECIPIENT_FAILURE", "frame"));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void whatIsWrittenIsReadBackTheSame(BusFrame frame) {
        assertThat(BusFrame.read(new JsonObject(frame.toJson().toBuffer()))).isEqualTo(frame);
    }

    @Test
    void writesTheFramesOfTheDesign() {
        assertThat(new BusFrame.Send("starling.tracker", "r1", Map.of(), new JsonObject().put("op", "list"))
                        .toJson()
                        .encode())
                .isEqualTo("{\"type\":\"send\",\"address\":\"starling.tracker\",\"replyAddress\":\"r1\",\"headers\":{},"
                        + "\"body\":{\"op\":\"list\"}}");
        assertThat(new BusFrame.Failure("r1", "starling.tracker", 404, "RECIPIENT_FAILURE", "no")
                        .toJson()
                        .encode())
                .isEqualTo("{\"type\":\"err\",\"address\":\"r1\",\"sourceAddress\":\"starling.tracker\","
                        + "\"failureCode\":404,\"failureType\":\"RECIPIENT_FAILURE\",\"message\":\"no\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                              | type
            {"type":5}                                      | type
            {"type":"explode"}                              | type
            {"type":"send"}                                 | address
            {"type":"send","address":5}                     | address
            {"type":"send","address":"a","replyAddress":[]} | replyAddress
            {"type":"send","address":"a","headers":"x"}     | headers
            {"type":"send","address":"a","headers":{"k":1}} | k
            {"type":"register"}                             | address
            {"type":"unregister","address":null}            | address
            """)
    void namesAFieldThatIsWrong(String json, String field) {
        BusException refused = catchThrowableOfType(BusException.class, () -> BusFrame.read(new JsonObject(json)));

        assertThat(refused).as("refusal of %s", json).isNotNull();
        assertThat(refused.code()).isEqualTo(BusException.MALFORMED);
        assertThat(refused.getMessage()).startsWith(field);
    }

    @Test
    void readsTheErrorsOfTheReferenceBridgeThatHaveNoCode() {
        assertThat(BusFrame.read(new JsonObject().put("type", "err").put("message", "access_denied")))
                .isEqualTo(new BusFrame.Failure(null, null, 500, "RECIPIENT_FAILURE", "access_denied"));
    }
}
