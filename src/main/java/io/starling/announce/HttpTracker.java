package io.starling.announce;

import io.netty.util.NetUtil;
import io.starling.bencode.BValue.BDict;
import io.starling.bencode.BencodeReader;
import io.starling.bencode.ByteString;
import io.starling.bus.OneLine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A tracker that is asked by HTTP or HTTPS (BEP 3, 7, 23). An answer has at most {@link #MAX_REPLY_BYTES}, is not unpacked,
 * and comes from where it was asked or from no closer to this machine. A tracker on this machine is asked under the usual path
 * only: a torrent is a stranger's, and is not to have us ask anything else that listens here.
 */
final class HttpTracker implements ForeignTracker {
    /** Two hundred peers are 20 kB in the longest form; some trackers tell more. */
    static final int MAX_REPLY_BYTES = 256 * 1024;

    private static final int MAX_REASON_CHARS = 200;
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;
    private static final String USUAL_PATH = "/announce";

    private final URI url;
    private final HttpFetch fetch;

    HttpTracker(Vertx vertx, URI url) {
        this(url, new HttpFetch(vertx, MAX_REPLY_BYTES));
    }

    HttpTracker(URI url, HttpFetch fetch) {
        this.url = url;
        this.fetch = fetch;
    }

    @Override
    public Future<Announced> announce(AnnounceRequest request) {
        return fetch.fetch(URI.create(withQuery(request)), asked -> USUAL_PATH.equals(asked.getPath()))
                .map(answer -> read(answer.body(), answer.reach()))
                .recover(cause -> Future.failedFuture(
                        ForeignTracker.shown(url) + ": " + OneLine.of(reason(cause), MAX_REASON_CHARS)));
    }

    /** What the fetch says begins with the URL, which may have a key in its path. */
    private static String reason(Throwable cause) {
        String text = String.valueOf(cause.getMessage());
        int urlEnd = text.startsWith("http") ? text.indexOf(": ") : -1;
        return urlEnd < 0 ? text : text.substring(urlEnd + 2);
    }

    private String withQuery(AnnounceRequest request) {
        String event = request.event() == AnnounceEvent.NONE
                ? ""
                : "&event=" + request.event().name().toLowerCase(Locale.ROOT);
        String text = url.toString();
        int fragment = text.indexOf('#');
        String base = fragment < 0 ? text : text.substring(0, fragment);
        return base + (url.getRawQuery() == null ? '?' : '&') + "info_hash="
                + encoded(request.infoHash().bytes()) + "&peer_id="
                + encoded(request.peerId().bytes()) + "&port=" + request.port() + "&uploaded=" + request.uploaded()
                + "&downloaded=" + request.downloaded() + "&left=" + request.left() + "&compact=1&key="
                + encoded(request.key()) + "&numwant=" + request.numWant() + event;
    }

    private static String encoded(ByteString bytes) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes.size(); i++) {
            text.append(String.format(Locale.ROOT, "%%%02X", bytes.at(i)));
        }
        return text.toString();
    }

    private static Announced read(ByteString body, Reach tracker) {
        BDict reply = BencodeReader.readDictInAnyOrder(body);
        Optional<String> failure = reply.text("failure reason");
        if (failure.isPresent()) {
            throw new IllegalArgumentException("refuses: " + failure.get());
        }
        TrackerPeers peers = new TrackerPeers(tracker);
        reply.bytes("peers").ifPresent(compact -> peers.addCompact(compact, IPV4_BYTES));
        reply.bytes("peers6").ifPresent(compact -> peers.addCompact(compact, IPV6_BYTES));
        reply.list("peers").orElse(List.of()).stream()
                .filter(BDict.class::isInstance)
                .limit(TrackerPeers.MAX_PEERS)
                .forEach(peer -> addOne((BDict) peer, peers));
        long interval = reply.integer("interval")
                .orElseThrow(() -> new IllegalArgumentException("interval: missing (expected: seconds)"));
        return Announced.of(Math.max(interval, reply.integer("min interval").orElse(0)), peers);
    }

    /** A peer that is named and not numbered is passed over: nobody is asked where it is. */
    private static void addOne(BDict peer, TrackerPeers peers) {
        byte[] address =
                NetUtil.createByteArrayFromIpAddressString(peer.text("ip").orElse(""));
        if (address != null) {
            peers.add(address, (int) Math.max(0, Math.min(peer.integer("port").orElse(0), Integer.MAX_VALUE)));
        }
    }
}
