package io.starling.announce;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.torrent.FileEntry;
import io.starling.torrent.FileRange;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Web servers that a torrent names, right and wrong ones. 127.0.0.2 plays an address of the Internet. */
@ExtendWith(VertxExtension.class)
@Timeout(120)
class HttpRangesTest {
    private static final int LENGTH = 3_000_000;
    private static final int BEGIN = 100_000;
    private static final int COUNT = 50_000;
    private static final Buffer CHUNK = Buffer.buffer(new byte[64 * 1024]);

    private final byte[] file = new byte[LENGTH];
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final Buffer received = Buffer.buffer();
    private Vertx vertx;
    private Context context;
    private HttpRanges http;
    private int port;

    @BeforeEach
    void startTheServer(Vertx vertx) throws Exception {
        this.vertx = vertx;
        new Random(1).nextBytes(file);
        context = vertx.getOrCreateContext();
        http = new HttpRanges(
                vertx, address -> address.getHostAddress().equals("127.0.0.2") ? Reach.PUBLIC : Reach.of(address));
        HttpServer server = vertx.createHttpServer().requestHandler(this::answer);
        port = server.listen(0, "0.0.0.0").await(30, SECONDS).actualPort();
    }

    @AfterEach
    void close() throws Exception {
        http.close().await(30, SECONDS);
    }

    private void answer(HttpServerRequest request) {
        asked.add(request.uri());
        HttpServerResponse response = request.response();
        String range = String.valueOf(request.getHeader("Range")).replace("bytes=", "");
        int from = Integer.parseInt(range.substring(0, range.indexOf('-')));
        int to = Integer.parseInt(range.substring(range.indexOf('-') + 1));
        Buffer part = Buffer.buffer(file).slice(from, Math.min(LENGTH, to + 1));
        String contentRange = "bytes " + range + "/" + LENGTH;
        switch (request.path()) {
            case "/good" -> partial(response, contentRange).end(part);
            case "/unsaid" -> partial(response, "bytes " + range + "/*").end(part);
            case "/chunked" -> partial(response, contentRange).setChunked(true).end(part);
            case "/whole" -> response.end(Buffer.buffer(file).slice(0, 500_000));
            case "/large" -> response.end(Buffer.buffer(file));
            case "/endless" -> send(response.setChunked(true));
            case "/more" -> send(partial(response, contentRange).setChunked(true));
            case "/other-part" ->
                partial(response, "bytes 0-" + (to - from) + "/" + LENGTH).end(part);
            case "/other-file" ->
                partial(response, "bytes " + range + "/" + (LENGTH + 1)).end(part);
            case "/no-range" -> response.setStatusCode(206).end(part);
            case "/short" -> partial(response, contentRange).end(part.slice(0, COUNT - 1));
            case "/cut" ->
                partial(response, contentRange)
                        .putHeader("Content-Length", String.valueOf(COUNT))
                        .write(part.slice(0, 10))
                        .onComplete(sent -> response.reset());
            case "/packed" ->
                partial(response, contentRange)
                        .putHeader("Content-Encoding", "gzip")
                        .end(part);
            case "/busy" ->
                response.setStatusCode(503).putHeader("Retry-After", "120").end();
            case "/to" ->
                response.setStatusCode(302)
                        .putHeader("Location", request.query())
                        .end();
            case "/silent" -> partial(response, contentRange).setChunked(true).write(part.slice(0, 10));
            default ->
                response.setStatusCode(Integer.parseInt(request.path().substring(1)))
                        .end();
        }
    }

    private static HttpServerResponse partial(HttpServerResponse response, String contentRange) {
        return response.setStatusCode(206).putHeader("Content-Range", contentRange);
    }

    private static void send(HttpServerResponse response) {
        response.write(CHUNK).onSuccess(sent -> send(response));
    }

    private static FileRange range(long begin, long length, long fileLength) {
        return new FileRange(new FileEntry(List.of("f"), 0, fileLength), begin, length);
    }

    private String url(String host, String path) {
        return "http://" + host + ":" + port + path;
    }

    private Future<Void> fetch(String url, FileRange range) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(
                now -> http.fetch(url, range, received::appendBuffer).done().onComplete(done));
        return done.future();
    }

    private void fetched(String path, FileRange range) throws Exception {
        fetch(url("127.0.0.1", path), range).await(60, SECONDS);
    }

    private void fetched(String path) throws Exception {
        fetched(path, range(BEGIN, COUNT, LENGTH));
    }

    private void assertReceived(int begin, int count) {
        assertThat(received).isEqualTo(Buffer.buffer(file).slice(begin, begin + count));
    }

    private static void assertFails(Callable<?> fetched, boolean isLasting, String message) {
        assertThatThrownBy(fetched::call)
                .isInstanceOfSatisfying(
                        HttpRangeException.class, e -> assertThat(e.isLasting()).isEqualTo(isLasting))
                .hasMessage(message);
    }

    private Object failed(String path) throws Exception {
        fetched(path);
        return path;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/good", "/unsaid", "/chunked"})
    void fetchesARange(String path) throws Exception {
        fetched(path);
        assertReceived(BEGIN, COUNT);
    }

    /** Over the connection of before. */
    @Test
    void fetchesOneAfterTheOther() throws Exception {
        fetched("/good");
        fetched("/good", range(BEGIN + COUNT, 7, LENGTH));
        assertReceived(BEGIN, COUNT + 7);
    }

    @Test
    void findsTheRangeInAShortFileThatIsSentWhole() throws Exception {
        fetched("/whole", range(BEGIN, COUNT, 500_000));
        assertReceived(BEGIN, COUNT);
    }

    @Test
    void takesALargeFileThatIsSentWholeWhenAllOfItIsWanted() throws Exception {
        fetched("/large", range(0, LENGTH, LENGTH));
        assertReceived(0, LENGTH);
    }

    @Test
    void readsNoLargeFileForAPartOfIt() {
        assertFails(() -> failed("/large"), true, "knows no ranges");
        assertFails(() -> failed("/endless"), true, "knows no ranges");
        assertThat(received.length()).isZero();
    }

    @Test
    void takesNoMoreThanItAskedFor() throws Exception {
        fetched("/more");
        assertThat(received).isEqualTo(Buffer.buffer(new byte[COUNT]));
    }

    @Test
    void refusesAnotherPartOrAnotherFile() {
        String expected = " (expected: bytes 100000-149999/3000000)";
        assertFails(() -> failed("/other-part"), true, "sends bytes 0-49999/3000000" + expected);
        assertFails(() -> failed("/other-file"), true, "sends bytes 100000-149999/3000001" + expected);
        assertFails(() -> failed("/no-range"), true, "sends null" + expected);
    }

    @Test
    void refusesAWholeFileOfAnotherLength() {
        assertFails(
                () -> {
                    fetched("/whole", range(0, 400_000, 400_000));
                    return "";
                },
                true,
                "has a file of 500000 bytes (expected: 400000)");
    }

    @Test
    void refusesWhatIsPacked() {
        assertFails(() -> failed("/packed"), true, "sends the file packed (expected: as it is)");
    }

    @Test
    void triesAgainWhatIsCutShort() {
        assertFails(() -> failed("/short"), false, "1 bytes less than asked for");
        assertThatThrownBy(() -> failed("/cut"))
                .isInstanceOfSatisfying(
                        HttpRangeException.class, e -> assertThat(e.isLasting()).isFalse())
                .hasMessageStartingWith("breaks off: ");
    }

    @ParameterizedTest
    @CsvSource({"404, true", "403, true", "416, true", "408, false", "429, false", "500, false", "304, false"})
    void triesAgainWhatMayPass(int status, boolean isLasting) {
        assertFails(() -> failed("/" + status), isLasting, "status " + status);
    }

    @Test
    void tellsWhenTheServerWantsToBeAskedAgain() {
        assertThatThrownBy(() -> failed("/busy"))
                .isInstanceOfSatisfying(
                        HttpRangeException.class,
                        e -> assertThat(e.retryAfterSeconds()).isEqualTo(120));
    }

    @Test
    void triesAgainWhereNobodyListens() throws Exception {
        HttpServer gone = vertx.createHttpServer().requestHandler(this::answer);
        int closed = gone.listen(0, "127.0.0.1").await(30, SECONDS).actualPort();
        gone.close().await(30, SECONDS);
        assertThatThrownBy(() -> fetch("http://127.0.0.1:" + closed + "/good", range(0, 1, 1))
                        .await(60, SECONDS))
                .isInstanceOfSatisfying(
                        HttpRangeException.class, e -> assertThat(e.isLasting()).isFalse());
    }

    @Test
    void isNotSentCloserThanItWasTold() {
        String from = url("127.0.0.2", "/to?" + url("127.0.0.1", "/good"));
        assertThatThrownBy(() -> fetch(from, range(0, 1, LENGTH)).await(60, SECONDS))
                .isInstanceOfSatisfying(
                        HttpRangeException.class, e -> assertThat(e.isLasting()).isTrue())
                .hasMessageContaining("closer to this machine than what was asked for");
        assertThat(asked).hasSize(1);
    }

    @Test
    void asksThisMachineForFilesOnly() {
        assertThatThrownBy(() -> fetch(url("127.0.0.1", "/good?do=it"), range(0, 1, LENGTH))
                        .await(60, SECONDS))
                .isInstanceOfSatisfying(
                        HttpRangeException.class, e -> assertThat(e.isLasting()).isTrue())
                .hasMessageContaining("not meant for strangers");
        assertThat(asked).isEmpty();
    }

    @Test
    void asksTheInternetForWhatItIsTold() throws Exception {
        fetch(url("127.0.0.2", "/good?do=it"), range(BEGIN, COUNT, LENGTH)).await(60, SECONDS);
        assertReceived(BEGIN, COUNT);
    }

    @Test
    void refusesWhatIsNoUrl() {
        assertThatThrownBy(() -> fetch("http://a b/", range(0, 1, 1)).await(60, SECONDS))
                .isInstanceOfSatisfying(
                        HttpRangeException.class, e -> assertThat(e.isLasting()).isTrue());
    }

    @Test
    void givesUpWhatIsSilentWhenItIsTold() throws Exception {
        AtomicReference<HttpRange> fetching = new AtomicReference<>();
        Promise<Void> begun = Promise.promise();
        context.runOnContext(now -> fetching.set(
                http.fetch(url("127.0.0.1", "/silent"), range(BEGIN, COUNT, LENGTH), bytes -> begun.tryComplete())));
        begun.future().await(60, SECONDS);
        context.runOnContext(now -> fetching.get().cancel("silent"));
        assertFails(() -> fetching.get().done().await(60, SECONDS), false, "silent");
    }

    @Test
    void letsTheServerWaitWhileItIsPaused() throws Exception {
        AtomicReference<HttpRange> fetching = new AtomicReference<>();
        Promise<Void> begun = Promise.promise();
        context.runOnContext(now ->
                fetching.set(http.fetch(url("127.0.0.1", "/large"), range(0, LENGTH, LENGTH), bytes -> {
                    received.appendBuffer(bytes);
                    if (!begun.future().isComplete()) {
                        fetching.get().pause();
                        begun.complete();
                    }
                })));
        begun.future().await(60, SECONDS);
        Promise<Integer> before = Promise.promise();
        context.runOnContext(now -> before.complete(received.length()));
        assertThat(before.future().await(60, SECONDS)).isLessThan(LENGTH);
        context.runOnContext(now -> fetching.get().resume());
        fetching.get().done().await(60, SECONDS);
        assertReceived(0, LENGTH);
    }
}
