package io.starling.announce;

import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Locale;

/**
 * An announce by UDP (BEP 15), behind the {@link UdpRequest} or the head of its answer.
 *
 * <pre>
 *   request:  16 | info-hash: 20 | peer id: 20 | downloaded: 8 | left: 8 | uploaded: 8
 *             80 | event: 4 | IP address: 4 | key: 4 | num want: 4 | port: 2 | options (BEP 41) …
 *   answer:    8 | interval: 4 | incomplete: 4 | complete: 4 | address: 4 or 16 | port: 2 | next address …
 * </pre>
 *
 * Addresses are of the kind that the datagrams have. What a client says of its own is not read.
 */
public final class UdpAnnounce {
    /** Of a request without options. */
    public static final int LENGTH_BYTES = 98;

    private static final int INFO_HASH = 16;
    private static final int PEER_ID = 36;
    private static final int DOWNLOADED = 56;
    private static final int LEFT = 64;
    private static final int UPLOADED = 72;
    private static final int EVENT = 80;
    private static final int KEY = 88;
    private static final int NUM_WANT = 92;
    private static final int PORT = 96;

    /** In an answer. */
    private static final int INTERVAL = 8;

    private static final int PEERS = 20;

    /** By their numbers; the last one is of BEP 21. */
    private static final List<AnnounceEvent> EVENTS = List.of(
            AnnounceEvent.NONE,
            AnnounceEvent.COMPLETED,
            AnnounceEvent.STARTED,
            AnnounceEvent.STOPPED,
            AnnounceEvent.PAUSED);

    private UdpAnnounce() {}

    /** Throws {@link IllegalArgumentException} that names the field and what is expected of it. */
    public static AnnounceRequest readRequest(Buffer datagram) {
        if (datagram.length() < LENGTH_BYTES) {
            throw new IllegalArgumentException(
                    "announce: " + datagram.length() + " bytes (expected: at least " + LENGTH_BYTES + ")");
        }
        return new AnnounceRequest(
                new InfoHash(ByteString.wrap(datagram.getBytes(INFO_HASH, PEER_ID))),
                new PeerId(ByteString.wrap(datagram.getBytes(PEER_ID, DOWNLOADED))),
                datagram.getUnsignedShort(PORT),
                datagram.getLong(UPLOADED),
                datagram.getLong(DOWNLOADED),
                datagram.getLong(LEFT),
                event(datagram.getInt(EVENT)),
                key(datagram.getInt(KEY)),
                datagram.getInt(NUM_WANT));
    }

    /**
     * Writes a request whose key is eight hexadecimal digits.
     *
     * @param pathAndQuery of the tracker's URL, which it is told by options (BEP 41)
     */
    static Buffer writeRequest(long connectionId, int transactionId, AnnounceRequest request, String pathAndQuery) {
        Buffer datagram = new UdpRequest(connectionId, UdpAction.ANNOUNCE.code(), transactionId)
                .toBuffer()
                .appendBytes(request.infoHash().bytes().toByteArray())
                .appendBytes(request.peerId().bytes().toByteArray())
                .appendLong(request.downloaded())
                .appendLong(request.left())
                .appendLong(request.uploaded())
                .appendInt(EVENTS.indexOf(request.event()))
                .appendInt(0)
                .appendInt(Integer.parseUnsignedInt(request.key().utf8().orElse(""), 16))
                .appendInt((int) request.numWant())
                .appendUnsignedShort(request.port());
        UdpOptions.write(datagram, pathAndQuery);
        return datagram;
    }

    /** Reads an answer; throws {@link IllegalArgumentException} when it is too short to be one. */
    static Announced readReply(Buffer datagram, Reach tracker, int addressBytes) {
        if (datagram.length() < PEERS) {
            throw new IllegalArgumentException(
                    "answer: " + datagram.length() + " bytes (expected: at least " + PEERS + ")");
        }
        TrackerPeers peers = new TrackerPeers(tracker);
        peers.addCompact(ByteString.wrap(datagram.getBytes(PEERS, datagram.length())), addressBytes);
        return Announced.of(datagram.getInt(INTERVAL), peers);
    }

    private static AnnounceEvent event(int code) {
        if (code < 0 || code >= EVENTS.size()) {
            throw new IllegalArgumentException("event: " + code + " (expected: 0.." + (EVENTS.size() - 1) + ")");
        }
        return EVENTS.get(code);
    }

    /** As most clients write it by HTTP, so that one that uses both is known by either. */
    private static ByteString key(int key) {
        return ByteString.utf8(String.format(Locale.ROOT, "%08X", key));
    }

    /**
     * Appends the answer to its head.
     *
     * @param maxBytes which the whole datagram is not to exceed; peers that find no room are left out
     */
    public static Buffer writeReply(Buffer head, AnnounceReply reply, int maxBytes) {
        head.appendInt((int) reply.interval().toSeconds());
        head.appendInt(reply.incomplete());
        head.appendInt(reply.complete());
        for (AnnounceReply.Peer peer : reply.peers()) {
            byte[] address = peer.address().getAddress();
            if (head.length() + address.length + Short.BYTES > maxBytes) {
                break;
            }
            head.appendBytes(address).appendUnsignedShort(peer.port());
        }
        return head;
    }
}
