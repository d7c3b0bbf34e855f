package io.starling.tracker;

import io.starling.announce.AnnounceEvent;
import io.starling.announce.AnnounceReply;
import io.starling.announce.AnnounceRequest;
import io.starling.bencode.BencodeWriter;
import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import java.io.ByteArrayOutputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * An announce as it travels by HTTP: the request in the query, the reply bencoded (BEP 3, 7, 23). What a client says of
 * its address ({@code ip}, {@code ipv4}, {@code ipv6}) is not read: it would let it point a swarm at somebody else.
 *
 * <pre>
 *   peers, peers6, compact:  | address, 4 or 16 bytes | port, 2 bytes | next address …
 * </pre>
 *
 * @param isCompact whether peers are to be told as bytes, which is so unless the client asks for {@code compact=0}
 * @param hasPeerIds whether peers that are told one by one come with their ids
 */
record HttpAnnounce(AnnounceRequest request, boolean isCompact, boolean hasPeerIds) {
    private static final int MAX_SHOWN_EVENT_BYTES = 32;

    private static final Map<String, AnnounceEvent> EVENTS = Map.of(
            "", AnnounceEvent.NONE,
            "started", AnnounceEvent.STARTED,
            "stopped", AnnounceEvent.STOPPED,
            "completed", AnnounceEvent.COMPLETED,
            "paused", AnnounceEvent.PAUSED);

    /** Throws {@link IllegalArgumentException} that names the parameter and what is expected of it. */
    static HttpAnnounce read(HttpQuery query) {
        AnnounceRequest request = new AnnounceRequest(
                new InfoHash(query.required("info_hash", InfoHash.LENGTH_BYTES)),
                new PeerId(query.required("peer_id", PeerId.LENGTH_BYTES)),
                Math.toIntExact(Math.max(-1, Math.min(query.number("port"), Integer.MAX_VALUE))),
                query.number("uploaded", 0),
                query.number("downloaded", 0),
                query.number("left"),
                event(query),
                query.optional("key").orElse(ByteString.EMPTY),
                query.number("numwant", -1));
        return new HttpAnnounce(request, query.number("compact", 1) != 0, query.number("no_peer_id", 0) == 0);
    }

    private static AnnounceEvent event(HttpQuery query) {
        ByteString value = query.optional("event").orElse(ByteString.EMPTY);
        String text = new String(value.toByteArray(), StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        AnnounceEvent event = EVENTS.get(text);
        if (event == null) {
            String shown = value.size() > MAX_SHOWN_EVENT_BYTES ? value.toString() : "\"" + text + "\"";
            throw new IllegalArgumentException(
                    "event: " + shown + " (expected: started, stopped, completed, paused or none)");
        }
        return event;
    }

    /** The body of the answer. */
    ByteString write(AnnounceReply reply) {
        BencodeWriter writer = new BencodeWriter().beginDict();
        writer.key("complete").integer(reply.complete());
        writer.key("incomplete").integer(reply.incomplete());
        writer.key("interval").integer(reply.interval().toSeconds());
        writer.key("min interval").integer(reply.minInterval().toSeconds());
        if (isCompact) {
            writeCompact(writer, reply.peers());
        } else {
            writeList(writer.key("peers"), reply.peers());
        }
        return writer.end().toByteString();
    }

    private static void writeCompact(BencodeWriter writer, List<AnnounceReply.Peer> peers) {
        Predicate<InetAddress> isIpv4 = Inet4Address.class::isInstance;
        writer.key("peers").bytes(compact(peers, isIpv4));
        ByteString ipv6 = compact(peers, isIpv4.negate());
        if (!ipv6.isEmpty()) {
            writer.key("peers6").bytes(ipv6);
        }
    }

    private static ByteString compact(List<AnnounceReply.Peer> peers, Predicate<InetAddress> isMeant) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (AnnounceReply.Peer peer : peers) {
            if (isMeant.test(peer.address())) {
                bytes.writeBytes(peer.address().getAddress());
                bytes.write(peer.port() >> 8);
                bytes.write(peer.port());
            }
        }
        return ByteString.wrap(bytes.toByteArray());
    }

    private void writeList(BencodeWriter writer, List<AnnounceReply.Peer> peers) {
        writer.beginList();
        for (AnnounceReply.Peer peer : peers) {
            writer.beginDict().key("ip").text(peer.address().getHostAddress());
            if (hasPeerIds) {
                writer.key("peer id").bytes(peer.peerId().bytes());
            }
            writer.key("port").integer(peer.port()).end();
        }
        writer.end();
    }
}
