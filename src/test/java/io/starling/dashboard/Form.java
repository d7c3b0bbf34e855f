package io.starling.dashboard;

import io.vertx.core.buffer.Buffer;

/** A form with files, as a browser sends it (RFC 7578). */
record Form(Buffer body) {
    private static final String BOUNDARY = "----starling-test";

    static final String[] TYPE = {"Content-Type", "multipart/form-data; boundary=" + BOUNDARY};

    static Form empty() {
        return new Form(Buffer.buffer("--" + BOUNDARY));
    }

    Form file(String part, String fileName, Buffer content) {
        return new Form(body.copy()
                .appendString(
                        "\r\nContent-Disposition: form-data; name=\"" + part + "\"; filename=\"" + fileName + "\"\r\n")
                .appendString("Content-Type: application/x-bittorrent\r\n\r\n")
                .appendBuffer(content)
                .appendString("\r\n--" + BOUNDARY));
    }

    /** All of it. */
    Buffer bytes() {
        return body.copy().appendString("--\r\n");
    }
}
