package io.starling.announce;

import io.starling.bencode.ByteString;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The peers that a tracker names, bounded and sifted: a tracker of the Internet, or of the local network, is not to have us
 * dial what listens on this machine alone.
 *
 * <pre>
 *   compact:  | address, 4 or 16 bytes | port, 2 bytes | next address …
 * </pre>
 */
final class TrackerPeers {
    /** Ours ask for 50; most trackers tell no more than 200. */
    static final int MAX_PEERS = 200;

    private final Reach tracker;
    private final Set<SocketAddress> peers = new LinkedHashSet<>();

    /** @param tracker how close to this machine it is */
    TrackerPeers(Reach tracker) {
        this.tracker = tracker;
    }

    /** Peers as bytes, those that fit and no part of one. */
    void addCompact(ByteString bytes, int addressBytes) {
        ByteBuffer rest = bytes.asByteBuffer();
        while (rest.remaining() >= addressBytes + Short.BYTES && peers.size() < MAX_PEERS) {
            byte[] address = new byte[addressBytes];
            rest.get(address);
            add(address, Short.toUnsignedInt(rest.getShort()));
        }
    }

    /** One peer; an address that nobody should dial is passed over, as one beyond those that are of use. */
    void add(byte[] address, int port) {
        try {
            InetAddress host = InetAddress.getByAddress(address);
            if (peers.size() < MAX_PEERS && port >= 1 && port <= 65_535 && tracker.mayName(host)) {
                peers.add(SocketAddress.inetSocketAddress(port, host.getHostAddress()));
            }
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("peer: address of " + address.length + " bytes (expected: 4 or 16)", e);
        }
    }

    List<SocketAddress> toList() {
        return List.copyOf(peers);
    }
}
