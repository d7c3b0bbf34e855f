package io.starling.tracker;

import io.netty.util.NetUtil;
import io.starling.bencode.ByteString;
import io.starling.torrent.PeerId;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Where a stock client can be dialled: the address that its announce came from, and the port that it says. This is who it
 * is, too: its peer id is known to the whole swarm, and anybody may say it.
 *
 * <pre>
 *   the peer id of an endpoint:  | 00 00 | address, 16 bytes as IPv6 | port, 2 bytes |
 * </pre>
 */
record Endpoint(InetAddress address, int port) {
    /** No client begins its peer id so (BEP 20), and nobody is registered by one. */
    private static final ByteString MADE_ID_PREFIX = ByteString.ofHex("0000");

    private static final int IPV6_BYTES = 16;

    /** A household or an office has a /64 and all the addresses in it. */
    private static final int IPV6_NETWORK_BYTES = 8;

    /** The address that is written here, or nothing when it is a name; nobody is asked. */
    static Optional<InetAddress> address(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return Optional.of(InetAddress.getLoopbackAddress());
        }
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
        return Optional.ofNullable(bytes).map(Endpoint::address);
    }

    /** An IPv4 address that was mapped to IPv6 is an IPv4 address. */
    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes (expected: 4 or 16)", e);
        }
    }

    /** A peer id that is nobody else's. */
    PeerId peerId() {
        byte[] raw = address.getAddress();
        ByteBuffer id = ByteBuffer.allocate(PeerId.LENGTH_BYTES).put(MADE_ID_PREFIX.asByteBuffer());
        id.put(new byte[IPV6_BYTES - raw.length]).put(raw).putShort((short) port);
        return new PeerId(ByteString.wrap(id.array()));
    }

    /** Whether this is a peer id that only a tracker makes. */
    static boolean isMade(PeerId peerId) {
        return peerId.bytes().slice(0, MADE_ID_PREFIX.size()).equals(MADE_ID_PREFIX);
    }

    /** Equal for all addresses that one owner can be expected to have. */
    String network() {
        byte[] raw = address.getAddress();
        int length = address instanceof Inet4Address ? raw.length : IPV6_NETWORK_BYTES;
        return HexFormat.of().formatHex(raw, 0, length);
    }

    String host() {
        return address.getHostAddress();
    }

    @Override
    public String toString() {
        return address instanceof Inet4Address ? host() + ":" + port : "[" + host() + "]:" + port;
    }
}
