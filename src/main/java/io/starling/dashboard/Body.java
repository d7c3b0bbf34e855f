package io.starling.dashboard;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** The body of a request on its way into memory, which takes no more of it than the limit. */
final class Body {
    private final Promise<Buffer> read = Promise.promise();
    private final Buffer bytes = Buffer.buffer();
    private final int maxBytes;
    private long received;

    private Body(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Fails with an {@link ApiError} 413 beyond the limit. */
    static Future<Buffer> read(HttpServerRequest request, int maxBytes) {
        Body body = new Body(maxBytes);
        invite(request);
        request.handler(body::add)
                .exceptionHandler(body.read::tryFail)
                .endHandler(end -> body.read.tryComplete(body.bytes));
        return body.read.future();
    }

    /** Tells a client that waits to be told that it may send the body. */
    static void invite(HttpServerRequest request) {
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
    }

    static ApiError tooLarge(int maxBytes) {
        return new ApiError(413, "body: expected at most " + maxBytes + " bytes");
    }

    private void add(Buffer more) {
        received += more.length();
        if (received <= maxBytes) {
            bytes.appendBuffer(more);
        } else {
            read.tryFail(tooLarge(maxBytes));
        }
    }
}
