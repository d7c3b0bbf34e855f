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
