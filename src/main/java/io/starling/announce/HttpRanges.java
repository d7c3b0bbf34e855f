package io.starling.announce;

import io.starling.torrent.FileRange;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import java.net.InetAddress;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Asks web servers for ranges of files, over connections that are kept. What is nearby, this machine or its network, is not
 * asked for a URL with a query: a torrent is a stranger's, and is not to have us ask for more than files there.
 */
public final class HttpRanges {
    /** A server that takes longer is as good as gone. */
    private static final int CONNECT_MILLIS = 10_000;

    private final HttpClientAgent client;
    private final HttpGet get;

    public HttpRanges(Vertx vertx) {
        this(vertx, Reach::of);
    }

    HttpRanges(Vertx vertx, Function<InetAddress, Reach> reach) {
        this.client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS));
        this.get = new HttpGet(vertx, client, reach);
    }

    /**
     * Begins to fetch.
     *
     * @param url of the whole file
     * @param sink takes the bytes of the range as they come, in their order
     */
    public HttpRange fetch(String url, FileRange range, Consumer<Buffer> sink) {
        HttpRange fetching = new HttpRange(range, sink);
        Map<String, String> headers =
                Map.of("Range", "bytes=" + range.begin() + "-" + (range.end() - 1), "Accept-Encoding", "identity");
        Future.succeededFuture(url)
                .map(HttpFetch::url)
                .compose(asked -> get.send(
                        asked,
                        headers,
                        (first, reach) -> reach == Reach.PUBLIC || first.getQuery() == null,
                        answer -> fetching.read(answer.response())))
                .onFailure(fetching::fail);
        return fetching;
    }

    public Future<Void> close() {
        return client.close();
    }
}
