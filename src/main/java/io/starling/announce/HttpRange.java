package io.starling.announce;

import io.starling.bus.BusException;
import io.starling.bus.OneLine;
import io.starling.torrent.FileRange;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One range of a file that is being fetched (RFC 9110, 14). Whatever the server sends, no more bytes are taken than were asked
 * for. A server that knows no ranges and sends the whole file is listened to when that is short, or wanted as a whole.
 */
public final class HttpRange {
    /** So much may be read in vain before what is wanted. */
    static final long MAX_SKIPPED_BYTES = 1024 * 1024;

    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int MAX_REASON_CHARS = 200;

    /** Of the client's errors (4xx) those that may pass: timeout, too early, too many requests. */
    private static final Set<Integer> PASSING = Set.of(408, 425, 429);

    private final FileRange range;
    private final Consumer<Buffer> sink;
    private final Promise<Void> done = Promise.promise();
    private @Nullable HttpClientResponse response;
    private boolean isPaused;
    private long toSkip;
    private long left;

    HttpRange(FileRange range, Consumer<Buffer> sink) {
        this.range = range;
        this.sink = sink;
        this.left = range.length();
    }

    /** Completes when all of it has come; fails with {@link HttpRangeException}. */
    public Future<Void> done() {
        return done.future();
    }

    /** Lets the server wait, but for a few bytes that are here already. */
    public void pause() {
        isPaused = true;
        if (response != null) {
            response.pause();
        }
    }

    public void resume() {
        isPaused = false;
        if (response != null) {
            response.resume();
        }
    }

    /** Wants no more of it; {@link #done} fails. */
    public void cancel(String why) {
        end(HttpRangeException.passing(why, 0));
    }

    /** There is no answer, or none that is to be had. */
    void fail(Throwable cause) {
        String text = OneLine.of(String.valueOf(cause.getMessage()), MAX_REASON_CHARS);
        end(cause instanceof BusException ? HttpRangeException.lasting(text) : HttpRangeException.passing(text, 0));
    }

    /** Takes the answer as it begins; returns {@link #done}. */
    Future<Void> read(HttpClientResponse answer) {
        if (done.future().isComplete()) {
            HttpGet.abandon(answer);
            return done();
        }
        response = answer;
        String complaint = complaint(answer);
        if (!complaint.isEmpty()) {
            end(
                    isPassing(answer.statusCode())
                            ? HttpRangeException.passing(complaint, retryAfterSeconds(answer))
                            : HttpRangeException.lasting(complaint));
            return done();
        }
        toSkip = answer.statusCode() == OK ? range.begin() : 0;
        answer.handler(this::onBytes);
        answer.exceptionHandler(cause -> onOver("breaks off: " + cause.getMessage()));
        answer.endHandler(end -> onOver(left + " bytes less than asked for"));
        if (isPaused) {
            answer.pause();
        }
        return done();
    }

    /** What is wrong with an answer, before its body; empty for nothing. */
    private String complaint(HttpClientResponse answer) {
        String encoding = answer.getHeader("Content-Encoding");
        if (answer.statusCode() != OK && answer.statusCode() != PARTIAL) {
            return "status " + answer.statusCode();
        }
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            return "sends the file packed (expected: as it is)";
        }
        return answer.statusCode() == PARTIAL ? complaintOfPart(answer) : complaintOfWhole(answer);
    }

    private String complaintOfPart(HttpClientResponse answer) {
        String sent = String.valueOf(answer.getHeader("Content-Range")).trim();
        String expected = "bytes " + range.begin() + "-" + (range.end() - 1) + "/";
        boolean isRight = sent.equals(expected + range.file().length()) || sent.equals(expected + "*");
        return isRight
                ? ""
                : "sends " + OneLine.of(sent, MAX_REASON_CHARS) + " (expected: " + expected
                        + range.file().length() + ")";
    }

    private String complaintOfWhole(HttpClientResponse answer) {
        String length = answer.getHeader("Content-Length");
        if (length != null && !length.equals(String.valueOf(range.file().length()))) {
            return "has a file of " + OneLine.of(length, MAX_REASON_CHARS) + " bytes (expected: "
                    + range.file().length() + ")";
        }
        boolean isToTake = range.isWhole() || range.file().length() <= MAX_SKIPPED_BYTES;
        return isToTake ? "" : "knows no ranges";
    }

    private static boolean isPassing(int status) {
        return status >= 500 || status < 400 && status != OK && status != PARTIAL || PASSING.contains(status);
    }

    /** Nothing is heard of a date, which servers seldom give. */
    private static long retryAfterSeconds(HttpClientResponse answer) {
        String after = String.valueOf(answer.getHeader("Retry-After"));
        return after.matches("\\d{1,6}") ? Long.parseLong(after) : 0;
    }

    private void onBytes(Buffer bytes) {
        int skipped = (int) Math.min(toSkip, bytes.length());
        toSkip -= skipped;
        int taken = (int) Math.min(left, bytes.length() - skipped);
        if (taken > 0) {
            left -= taken;
            sink.accept(bytes.slice(skipped, skipped + taken));
        }
        if (left == 0) {
            finish();
        }
    }

    /** Nothing more comes. */
    private void onOver(String why) {
        response = null;
        end(HttpRangeException.passing(why, 0));
    }

    /** All is here. A connection on which more would come is of no use any more. */
    private void finish() {
        HttpClientResponse answer = response;
        if (answer != null && !done.future().isComplete()) {
            if (String.valueOf(range.length()).equals(answer.getHeader("Content-Length"))) {
                answer.handler(null);
                answer.endHandler(null);
                answer.exceptionHandler(unused -> {});
            } else {
                HttpGet.abandon(answer);
            }
            response = null;
            done.tryComplete();
        }
    }

    private void end(HttpRangeException why) {
        if (done.future().isComplete()) {
            return;
        }
        if (response != null) {
            HttpGet.abandon(response);
        }
        done.tryFail(why);
    }
}
