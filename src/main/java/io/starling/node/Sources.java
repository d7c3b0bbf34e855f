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

/**
 * What a user may name to be fetched, turned into metainfo: the URL or the path of a .torrent file, an info-hash, or a
 * name in the tracker's catalogue. What a magnet link names is not known here: see {@link MagnetTransfer}.
 */
final class Sources {
    private final Vertx vertx;
    private final TrackerSession tracker;

    Sources(Vertx vertx, TrackerSession tracker) {
        this.vertx = vertx;
        this.tracker = tracker;
    }

    Future<Metainfo> resolve(String source) {
        if (source.startsWith("http://") || source.startsWith("https://")) {
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

    /** What our tracker knows of a link, with the web seeds that this names; fails when it knows nothing, or does not answer. */
    Future<Metainfo> known(MagnetLink link) {
        return find(new TrackerRequest.Find(null, link.infoHash()))
                .compose(found -> vertx.executeBlocking(() -> found.withWebSeeds(link.webSeeds()), false));
    }

    private Future<Metainfo> fetched(String url) {
        String shown = HttpFetch.shown(HttpFetch.url(url));
        return new HttpFetch(vertx, Metainfo.MAX_TORRENT_BYTES).fetch(url).compose(torrent -> parse(shown, torrent));
    }

    private Future<Metainfo> find(TrackerRequest.Find request) {
        return tracker.find(request)
                .compose(found -> parse(found.torrent()))
                .map(metainfo -> checked(metainfo, request));
    }

    private static Metainfo checked(Metainfo found, TrackerRequest.Find request) {
        InfoHash asked = request.infoHash();
        if (asked != null && !asked.equals(found.infoHash())) {
            throw new MetainfoException("the tracker sent torrent " + found.infoHash() + " (expected: " + asked + ")");
        }
        return found;
    }

    private Future<Metainfo> read(String path) {
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
    private Future<Metainfo> parse(ByteString torrent) {
        return vertx.executeBlocking(() -> Metainfo.parse(torrent));
    }

    /** Says of which file or URL the complaint is. */
    private Future<Metainfo> parse(String from, ByteString torrent) {
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
