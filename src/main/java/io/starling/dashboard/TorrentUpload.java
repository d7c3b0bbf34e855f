package io.starling.dashboard;

import io.starling.torrent.Metainfo;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;

/** Reads the .torrent file of a form, in memory: what a stranger sends has no business on the disk. */
final class TorrentUpload {
    /** What the part is called that holds the file. */
    private static final String PART = "torrent";

    /** The file, and the lines around it. */
    private static final int MAX_FORM_BYTES = Metainfo.MAX_TORRENT_BYTES + 64 * 1024;

    private final Promise<Buffer> read = Promise.promise();
    private final Buffer torrent = Buffer.buffer();
    private long formBytes;
    private int files;

    private TorrentUpload() {}

    /** Fails with an {@link ApiError}: 400 for what is no such form, 413 beyond the limit. */
    static Future<Buffer> read(HttpServerRequest request) {
        TorrentUpload upload = new TorrentUpload();
        request.setExpectMultipart(true);
        Body.invite(request);
        request.uploadHandler(upload::begin)
                .handler(upload::count)
                .exceptionHandler(cause -> upload.read.tryFail(new ApiError(400, "body: not a form")))
                .endHandler(end -> upload.end());
        return upload.read.future();
    }

    private void begin(HttpServerFileUpload part) {
        if (part.name().equals(PART)) {
            files++;
            part.handler(this::keep);
        } else {
            part.handler(ignored -> {});
        }
    }

    /** Called for all bytes of the form, before they are taken apart. */
    private void count(Buffer bytes) {
        formBytes += bytes.length();
        if (formBytes > MAX_FORM_BYTES) {
            read.tryFail(Body.tooLarge(MAX_FORM_BYTES));
        }
    }

    private void keep(Buffer bytes) {
        if (formBytes <= MAX_FORM_BYTES) {
            torrent.appendBuffer(bytes);
        }
    }

    private void end() {
        if (files == 1) {
            read.tryComplete(torrent);
        } else {
            read.tryFail(new ApiError(400, PART + ": " + files + " files (expected: one .torrent file)"));
        }
    }
}
