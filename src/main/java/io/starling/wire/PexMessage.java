package io.starling.wire;

import io.starling.bencode.BValue;
import io.starling.bencode.BValue.BDict;
import io.starling.bencode.BencodeException;
import io.starling.bencode.BencodeReader;
import io.starling.bencode.BencodeWriter;
import io.starling.bencode.ByteString;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * With whom a peer is connected since it told last, and with whom no more (BEP 11). It is the payload of a
 * {@link Message.Extended}: a bencoded dictionary of {@code added}, {@code added.f}, {@code dropped}, and {@code added6},
 * {@code added6.f}, {@code dropped6} of IPv6.
 *
 * <pre>
 *   added, dropped:  | address, 4 or 16 bytes | port, 2 bytes | next address …
 *   added.f:         | flags, 1 byte | flags of the next one …
 * </pre>
 *
 * @param added at most {@link #MAX_PEERS}, as {@code dropped}
 */
public record PexMessage(List<Peer> added, List<InetSocketAddress> dropped) {
    /** The extension's name in the handshake of BEP 10. */
    public static final String EXTENSION = "ut_pex";

    /** Our id for it. */
    public static final int EXTENSION_ID = 3;

    /** As many as may be told at a time; what is beyond is not read. */
    public static final int MAX_PEERS = 50;

    /** Fifty of each kind take less than 3 kB; clients that tell more at first are read, too. */
    static final int MAX_PAYLOAD_BYTES = 16 * 1024;

    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;

    /**
     * Where somebody listens, as far as the sender knows.
     *
     * @param flags of these below
     */
    public record Peer(InetSocketAddress address, int flags) {
        /** It has everything. */
        public static final int SEED = 0x02;

        /** The sender has dialled it: it can be reached. */
        public static final int REACHABLE = 0x10;
    }

    public PexMessage {
        added = List.copyOf(added);
        dropped = List.copyOf(dropped);
    }

    /**
     * Reads a payload. Parts of an address are passed over, as flags without one are.
     *
     * @throws WireException when it is no bencoded dictionary, or an unreasonably long one
     */
    public static PexMessage decode(ByteString payload) {
        if (payload.size() > MAX_PAYLOAD_BYTES) {
            throw new WireException(
                    "ut_pex: " + payload.size() + " bytes (expected: at most " + MAX_PAYLOAD_BYTES + ")");
        }
        BDict dict;
        try {
            dict = BencodeReader.readDictInAnyOrder(payload);
        } catch (BencodeException e) {
            throw new WireException("ut_pex: " + e.getMessage(), e);
        }
        List<Peer> added = peers(dict, "added", IPV4_BYTES);
        added.addAll(peers(dict, "added6", IPV6_BYTES));
        List<InetSocketAddress> dropped = addresses(dict, "dropped", IPV4_BYTES);
        dropped.addAll(addresses(dict, "dropped6", IPV6_BYTES));
        return new PexMessage(firstOf(added), firstOf(dropped));
    }

    private static <T> List<T> firstOf(List<T> all) {
        return all.subList(0, Math.min(all.size(), MAX_PEERS));
    }

    private static List<Peer> peers(BDict dict, String key, int addressBytes) {
        ByteString flags = dict.bytes(key + ".f").orElse(ByteString.EMPTY);
        List<Peer> peers = new ArrayList<>();
        for (InetSocketAddress address : addresses(dict, key, addressBytes)) {
            int index = peers.size();
            peers.add(new Peer(address, index < flags.size() ? flags.at(index) & 0xFF : 0));
        }
        return peers;
    }

    private static List<InetSocketAddress> addresses(BDict dict, String key, int addressBytes) {
        ByteBuffer rest = dict.bytes(key).orElse(ByteString.EMPTY).asByteBuffer();
        List<InetSocketAddress> addresses = new ArrayList<>();
        while (rest.remaining() >= addressBytes + Short.BYTES && addresses.size() < MAX_PEERS) {
            byte[] host = new byte[addressBytes];
            rest.get(host);
            addresses.add(new InetSocketAddress(address(host), Short.toUnsignedInt(rest.getShort())));
        }
        return addresses;
    }

    private static InetAddress address(byte[] host) {
        try {
            return InetAddress.getByAddress(host);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + host.length + " bytes", e);
        }
    }

    /** The payload; a kind of which there is none is left out. */
    public ByteString encode() {
        Map<String, BValue> dict = new HashMap<>();
        for (String family : List.of("", "6")) {
            int addressBytes = family.isEmpty() ? IPV4_BYTES : IPV6_BYTES;
            List<Peer> told = added.stream()
                    .filter(peer -> isOf(peer.address, addressBytes))
                    .toList();
            List<InetSocketAddress> gone = dropped.stream()
                    .filter(address -> isOf(address, addressBytes))
                    .toList();
            if (!told.isEmpty()) {
                dict.put(
                        "added" + family,
                        compact(told.stream().map(Peer::address).toList(), addressBytes));
                dict.put("added" + family + ".f", flags(told));
            }
            if (!gone.isEmpty()) {
                dict.put("dropped" + family, compact(gone, addressBytes));
            }
        }
        return BencodeWriter.write(BDict.of(dict));
    }

    private static boolean isOf(InetSocketAddress address, int addressBytes) {
        return address.getAddress().getAddress().length == addressBytes;
    }

    private static BValue compact(List<InetSocketAddress> addresses, int addressBytes) {
        ByteBuffer bytes = ByteBuffer.allocate(addresses.size() * (addressBytes + Short.BYTES));
        addresses.forEach(
                address -> bytes.put(address.getAddress().getAddress()).putShort((short) address.getPort()));
        return BValue.of(ByteString.wrap(bytes.array()));
    }

    private static BValue flags(List<Peer> peers) {
        byte[] flags = new byte[peers.size()];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = (byte) peers.get(i).flags;
        }
        return BValue.of(ByteString.wrap(flags));
    }
}
