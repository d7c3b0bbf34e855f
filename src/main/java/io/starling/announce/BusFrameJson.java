package io.starling.announce;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Frames as JSON, with the fields in the order in which the reference bridge writes them. */
final class BusFrameJson {
    private BusFrameJson() {}

    static JsonObject write(BusFrame frame) {
        if (frame instanceof BusFrame.Send send) {
            JsonObject json = typed("send").put("address", send.address());
            putPresent(json, "replyAddress", send.replyAddress());
            return withContent(json, send.headers(), send.body());
        } else if (frame instanceof BusFrame.Publish publish) {
            return withContent(typed("publish").put("address", publish.address()), publish.headers(), publish.body());
        } else if (frame instanceof BusFrame.Register register) {
            return typed("register").put("address", register.address()).put("headers", object(register.headers()));
        } else if (frame instanceof BusFrame.Unregister unregister) {
            return typed("unregister").put("address", unregister.address());
        } else if (frame instanceof BusFrame.Delivery delivery) {
            JsonObject json = typed("message").put("address", delivery.address());
            return withContent(json, delivery.headers(), delivery.body()).put("send", delivery.isSend());
        } else if (frame instanceof BusFrame.Failure failure) {
            return failure(failure);
        }
        return typed(frame instanceof BusFrame.Ping ? "ping" : "pong");
    }

    private static JsonObject failure(BusFrame.Failure failure) {
        JsonObject json = typed("err");
        putPresent(json, "address", failure.address());
        putPresent(json, "sourceAddress", failure.sourceAddress());
        return json.put("failureCode", failure.failureCode())
                .put("failureType", failure.failureType())
                .put("message", failure.message());
    }

    private static JsonObject typed(String type) {
        return new JsonObject().put("type", type);
    }

    private static JsonObject withContent(JsonObject json, Map<String, String> headers, @Nullable Object body) {
        json.put("headers", object(headers));
        return putPresent(json, "body", body);
    }

    private static JsonObject putPresent(JsonObject json, String field, @Nullable Object value) {
        return value == null ? json : json.put(field, value);
    }

    private static JsonObject object(Map<String, String> headers) {
        JsonObject json = new JsonObject();
        headers.forEach(json::put);
        return json;
    }
}
