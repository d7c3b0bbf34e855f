package io.starling.wire;

import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which pieces a peer may request while it is choked: computed from its address, so that it gets no more by connecting
 * again (BEP 6, "Allowed Fast Set Generation").
 */
public final class AllowedFastSet {
    /** What BEP 6 recommends. */
    public static final int SIZE = 10;

    private AllowedFastSet() {}

    /**
     * The pieces in the order in which they are generated, without repetition: {@code size} of them, or all of the
     * torrent if it has fewer. The algorithm is defined for IPv4 only: for an IPv6 address there are none.
     *
     * @param peer the address of the peer that is allowed, as we see it
     */
    public static List<Integer> generate(InetAddress peer, InfoHash infoHash, int pieces, int size) {
        if (!(peer instanceof Inet4Address)) {
            return List.of();
        }
        int wanted = Math.min(size, pieces);
        ByteString x = seed(peer, infoHash);
        Set<Integer> allowed = new LinkedHashSet<>();
        while (allowed.size() < wanted) {
            x = Sha1.of(x);
            ByteBuffer numbers = x.asByteBuffer();
            while (numbers.hasRemaining() && allowed.size() < wanted) {
                allowed.add(Integer.remainderUnsigned(numbers.getInt(), pieces));
            }
        }
        return List.copyOf(allowed);
    }

    /** The neighbourhood of the address, three of its bytes, then the info-hash. */
    private static ByteString seed(InetAddress peer, InfoHash infoHash) {
        return ByteString.wrap(ByteBuffer.allocate(Integer.BYTES + InfoHash.LENGTH_BYTES)
                .put(peer.getAddress(), 0, 3)
                .put((byte) 0)
                .put(infoHash.bytes().asByteBuffer())
                .array());
    }
}
