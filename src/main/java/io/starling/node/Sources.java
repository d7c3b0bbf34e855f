package io.starling.node;

import io.starling.bencode.ByteString;
import io.starling.bus.BusException;
import io.starling.bus.TrackerReply;
import io.starling.bus.TrackerRequest;
import io.starling.swarm.TrackerSession;
import io.starling.torrent.InfoHash;
import io.starling.torrent.MagnetLink;
import io.starling.torrent.Metainfo;
import io.starling.torrent.MetainfoException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.List;

/**
 * What a user may name to be fetched, turned into metainfo: a magnet link, the URL or the path of a .torrent file, an
 * info-hash, or a name in the tracker's catalogue, tried in this order.
 */
final class Sources {
    /** A .torrent file of 2^21 pieces has 40 MB of hashes; those in use are far below this. */
    static final int MAX_TORRENT_BYTES = 10_000_000;

    private static final long FETCH_TIMEOUT_MILLIS = 30_000;

    private final Vertx vertx;
    private final TrackerSession tracker;

    /** @param peers addresses that the source itself names */
    record Source(Metainfo metainfo, List<SocketAddress> peers) {}

    Sources(Vertx vertx, TrackerSession tracker) {
        this.vertx = vertx;
        this.tracker = tracker;
    }

    Future<Source> resolve(String source) {
        if (source.startsWith("magnet:")) {
            return magnet(source);
        } else if (source.startsWith("http://") || source.startsWith("https://")) {
            return fetch(source).map(Sources::parse);
        } else if (InfoHash.isHex(source)) {
            return find(new TrackerRequest.Find(null, InfoHash.ofHex(source)));
        } else if (source.endsWith(".torrent")) {
            return vertx.fileSystem()
                    .exists(source)
                    .compose(exists -> exists ? read(source) : find(new TrackerRequest.Find(source, null)));
        }
        return find(new TrackerRequest.Find(source, null));
    }

    private Future<Source> magnet(String link) {
        MagnetLink magnet = MagnetLink.parse(link);
        List<SocketAddress> peers = magnet.peers().stream()
                .map(peer -> SocketAddress.inetSocketAddress(peer.port(), peer.host()))
                .toList();
        return find(new TrackerRequest.Find(null, magnet.infoHash())).map(found -> new Source(found.metainfo(), peers));
    }

    private Future<Source> find(TrackerRequest.Find request) {
        return tracker.find(request).map(found -> checked(found, request));
    }

    private static Source checked(TrackerReply.Found found, TrackerRequest.Find request) {
        Source source = parse(found.torrent());
        InfoHash asked = request.infoHash();
        if (asked != null && !asked.equals(source.metainfo().infoHash())) {
            throw new MetainfoException(
                    "the tracker sent torrent " + source.metainfo().infoHash() + " (expected: " + asked + ")");
        }
        return source;
    }

    private Future<Source> read(String path) {
        return vertx.fileSystem().props(path).compose(file -> {
            if (file.size() > MAX_TORRENT_BYTES) {
                return Future.failedFuture(tooLarge(path));
            }
            return vertx.fileSystem().readFile(path).map(bytes -> parse(ByteString.wrap(bytes.getBytes())));
        });
    }

    private Future<ByteString> fetch(String url) {
        RequestOptions request = new RequestOptions()
                .setAbsoluteURI(url)
                .setMethod(HttpMethod.GET)
                .setFollowRedirects(true)
                .setTimeout(FETCH_TIMEOUT_MILLIS);
        HttpClientAgent client = vertx.createHttpClient();
        return client.request(request)
                .compose(HttpClientRequest::send)
                .compose(response -> body(url, response))
                .eventually(client::close);
    }

    /** Reads no more than a .torrent file may have, whatever the server says or sends. */
    private static Future<ByteString> body(String url, HttpClientResponse response) {
        if (response.statusCode() != 200) {
            return Future.failedFuture(new BusException(
                    BusException.UNKNOWN, url + ": status " + response.statusCode() + " (expected: 200)"));
        }
        Promise<ByteString> body = Promise.promise();
        Buffer gathered = Buffer.buffer();
        response.handler(bytes -> {
            gathered.appendBuffer(bytes);
            if (gathered.length() > MAX_TORRENT_BYTES) {
                body.tryFail(tooLarge(url));
                response.handler(null);
                response.request().reset();
            }
        });
        response.exceptionHandler(body::tryFail);
        response.endHandler(end -> body.tryComplete(ByteString.wrap(gathered.getBytes())));
        return body.future();
    }

    private static Source parse(ByteString torrent) {
        return new Source(Metainfo.parse(torrent), List.of());
    }

    private static BusException tooLarge(String what) {
        return new BusException(
                BusException.TOO_LARGE, what + ": too large (expected: at most " + MAX_TORRENT_BYTES + " bytes)");
    }
}
