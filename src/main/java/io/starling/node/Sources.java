package io.starling.node;

import io.starling.announce.HttpFetch;
import io.starling.bencode.ByteString;
import io.starling.bus.BusException;
import io.starling.bus.TrackerRequest;
import io.starling.swarm.TrackerSession;
import io.starling.torrent.InfoHash;
import io.starling.torrent.MagnetLink;
import io.starling.torrent.Metainfo;
import io.starling.torrent.MetainfoException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.util.List;

/**
 * What a user may name to be fetched, turned into metainfo: a magnet link, the URL or the path of a .torrent file, an
 * info-hash, or a name in the tracker's catalogue, tried in this order.
 */
final class Sources {
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
            return fetched(source);
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
        return find(new TrackerRequest.Find(null, magnet.infoHash()))
                .compose(found -> vertx.executeBlocking(() -> found.metainfo().withWebSeeds(magnet.webSeeds())))
                .map(metainfo -> new Source(metainfo, peers));
    }

    private Future<Source> fetched(String url) {
        String shown = HttpFetch.shown(HttpFetch.url(url));
        return new HttpFetch(vertx, Metainfo.MAX_TORRENT_BYTES).fetch(url).compose(torrent -> parse(shown, torrent));
    }

    private Future<Source> find(TrackerRequest.Find request) {
        return tracker.find(request).compose(found -> parse(found.torrent())).map(source -> checked(source, request));
    }

    private static Source checked(Source source, TrackerRequest.Find request) {
        InfoHash asked = request.infoHash();
        if (asked != null && !asked.equals(source.metainfo().infoHash())) {
            throw new MetainfoException(
                    "the tracker sent torrent " + source.metainfo().infoHash() + " (expected: " + asked + ")");
        }
        return source;
    }

    private Future<Source> read(String path) {
        return vertx.fileSystem().props(path).compose(file -> {
            if (!file.isRegularFile()) {
                return Future.failedFuture(
                        new BusException(BusException.MALFORMED, path + ": not a file (expected: a .torrent file)"));
            }
            if (file.size() > Metainfo.MAX_TORRENT_BYTES) {
                return Future.failedFuture(tooLarge(path));
            }
            return vertx.fileSystem().readFile(path).compose(bytes -> parse(path, ByteString.wrap(bytes.getBytes())));
        });
    }

    /** On a worker: the largest torrents take a second or two. */
    private Future<Source> parse(ByteString torrent) {
        return vertx.executeBlocking(() -> new Source(Metainfo.parse(torrent), List.of()));
    }

    /** Says of which file or URL the complaint is. */
    private Future<Source> parse(String from, ByteString torrent) {
        return parse(torrent)
                .recover(cause -> Future.failedFuture(
                        cause instanceof MetainfoException
                                ? new MetainfoException(from + ": " + described(torrent, cause), cause)
                                : cause));
    }

    private static String described(ByteString torrent, Throwable cause) {
        boolean isPage = !torrent.isEmpty() && torrent.at(0) == '<';
        return isPage ? "a web page (expected: a .torrent file)" : Failures.text(cause);
    }

    private static BusException tooLarge(String what) {
        return new BusException(
                BusException.TOO_LARGE,
                what + ": too large (expected: at most " + Metainfo.MAX_TORRENT_BYTES + " bytes)");
    }
}
