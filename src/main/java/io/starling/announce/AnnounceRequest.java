package io.starling.announce;

import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;

/**
 * What a client says to a tracker about itself and one torrent (BEP 3), by whichever protocol it travels: HTTP, or UDP
 * (BEP 15). Where the client is, the tracker sees; nothing that a client says of it counts but the port. Out of range
 * values fail with {@link IllegalArgumentException} that names the field.
 *
 * @param port where the client listens for other peers, 1 to 65535
 * @param uploaded bytes, since the first announce of this run, as the client says
 * @param downloaded bytes, likewise
 * @param left bytes that the client lacks; one that does not know the length yet says any number, most of them not 0
 * @param key what only this client and the tracker know, at most {@link #MAX_KEY_BYTES}; empty for none
 * @param numWant how many peers the client wants; negative: as many as the tracker likes (BEP 15)
 */
public record AnnounceRequest(
        InfoHash infoHash,
        PeerId peerId,
        int port,
        long uploaded,
        long downloaded,
        long left,
        AnnounceEvent event,
        ByteString key,
        long numWant) {
    /** Clients send 32 bits, in hexadecimal or as they are. */
    public static final int MAX_KEY_BYTES = 64;

    private static final int MAX_PORT = 65_535;

    public AnnounceRequest {
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1.." + MAX_PORT + ")");
        }
        notNegative("uploaded", uploaded);
        notNegative("downloaded", downloaded);
        notNegative("left", left);
        if (key.size() > MAX_KEY_BYTES) {
            throw new IllegalArgumentException(
                    "key: " + key.size() + " bytes (expected: at most " + MAX_KEY_BYTES + ")");
        }
    }

    private static void notNegative(String field, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(field + ": " + value + " (expected: 0 or more)");
        }
    }

    /** Whether the client has the whole torrent. */
    public boolean isComplete() {
        return left == 0;
    }
}
