package io.starling.wire;

import io.starling.bencode.BValue;
import io.starling.bencode.BValue.BDict;
import io.starling.bencode.BValue.BInteger;
import io.starling.bencode.BencodeException;
import io.starling.bencode.BencodeReader;
import io.starling.bencode.BencodeWriter;
import io.starling.bencode.ByteString;
import io.starling.torrent.Metainfo;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The dictionary in which a peer says what it can do (BEP 10), sent as the payload of the {@link Message.Extended} with
 * id {@link #ID}. What a remote wrote is taken leniently, keys may come in any order, unknown keys and values of the wrong
 * kind are as if absent, but within the bounds below.
 *
 * @param v the client's name and version, at most {@link #MAX_NAME_CHARS} printable characters; empty when not told
 * @param reqq how many requests it takes at a time, 1 to {@link #MAX_REQQ}
 * @param p the port on which it listens, 0 when not told
 * @param metadataSize of the info dictionary in bytes, 0 when it has none to give (BEP 9)
 * @param m the id that it wants to see in messages of each extension, 1 to 255, by the extension's name
 */
public record ExtensionHandshake(String v, int reqq, int p, int metadataSize, Map<String, Integer> m) {
    /** The id of the message that carries it. */
    public static final int ID = 0;

    /** What we call ourselves in {@link #v}, and what our trackers and peers see. */
    public static final String CLIENT = "Starling 0.1.0";

    /** The extension that only Starling peers name. It has no messages yet: naming it is all there is to it. */
    public static final String SWARM_EXTENSION = "st_swarm";

    /** Our id for {@link #SWARM_EXTENSION}. */
    public static final int SWARM_EXTENSION_ID = 1;

    /** Of requests that wait on one connection; more than the 8 MiB that a fast peer asks for ahead, in 16 KiB blocks. */
    public static final int MAX_REQQ = 2000;

    /** Believed of a peer that does not say: what other clients believe then. */
    public static final int DEFAULT_REQQ = 250;

    /** A name is for a person to read, in a table. */
    public static final int MAX_NAME_CHARS = 100;

    /** What other clients send takes some hundred bytes; more than this is not worth reading. */
    static final int MAX_PAYLOAD_BYTES = 64 * 1024;

    /** Clients know a dozen extensions at most. */
    static final int MAX_EXTENSIONS = 100;

    /** A torrent that can be read has no more. */
    public static final int MAX_METADATA_SIZE = Metainfo.MAX_TORRENT_BYTES;

    private static final int MAX_EXTENSION_ID = 255;
    private static final int MAX_PORT = 65535;
    private static final String NAME_PREFIX = "Starling ";

    /** A peer that has said nothing yet. */
    public static final ExtensionHandshake NONE = new ExtensionHandshake("", DEFAULT_REQQ, 0, 0, Map.of());

    public ExtensionHandshake {
        require(v.length() <= MAX_NAME_CHARS, "v", v.length(), "at most " + MAX_NAME_CHARS + " characters");
        require(reqq >= 1 && reqq <= MAX_REQQ, "reqq", reqq, "1.." + MAX_REQQ);
        require(p >= 0 && p <= MAX_PORT, "p", p, "0.." + MAX_PORT);
        require(
                metadataSize >= 0 && metadataSize <= MAX_METADATA_SIZE,
                "metadata_size",
                metadataSize,
                "0.." + MAX_METADATA_SIZE);
        m = Map.copyOf(m);
        m.forEach((name, id) -> require(id >= 1 && id <= MAX_EXTENSION_ID, "m", id, "1.." + MAX_EXTENSION_ID));
    }

    /**
     * Our own, of a peer that listens on that port and gives an info dictionary of so many bytes, or none.
     *
     * @param tellsOfPeers whether it speaks of others of the swarm (BEP 11)
     */
    public static ExtensionHandshake ours(int listenPort, int metadataSize, boolean tellsOfPeers) {
        Map<String, Integer> extensions = new TreeMap<>(Map.of(SWARM_EXTENSION, SWARM_EXTENSION_ID));
        if (metadataSize > 0) {
            extensions.put(MetadataMessage.EXTENSION, MetadataMessage.EXTENSION_ID);
        }
        if (tellsOfPeers) {
            extensions.put(PexMessage.EXTENSION, PexMessage.EXTENSION_ID);
        }
        return new ExtensionHandshake(CLIENT, MAX_REQQ, listenPort, metadataSize, extensions);
    }

    /** Of one who wants nothing but the info dictionary. */
    public static ExtensionHandshake asking() {
        return new ExtensionHandshake(
                CLIENT, MAX_REQQ, 0, 0, Map.of(MetadataMessage.EXTENSION, MetadataMessage.EXTENSION_ID));
    }

    /**
     * Reads the first handshake of a connection.
     *
     * @throws WireException when the payload is not a bencoded dictionary, or an unreasonably long one
     */
    public static ExtensionHandshake decode(ByteString payload) {
        return NONE.updatedBy(payload);
    }

    /**
     * Reads a later handshake of the same peer: what it does not mention stays, and an extension with id 0 is gone.
     *
     * @throws WireException as {@link #decode}
     */
    public ExtensionHandshake updatedBy(ByteString payload) {
        BDict dict = dict(payload);
        return new ExtensionHandshake(
                dict.bytes("v").map(RemoteText::printable).orElse(v),
                (int) clamp(dict.integer("reqq").orElse(reqq), 1, MAX_REQQ),
                (int) dict.integer("p").stream()
                        .filter(port -> port >= 1 && port <= MAX_PORT)
                        .findFirst()
                        .orElse(p),
                (int) dict.integer("metadata_size").stream()
                        .filter(size -> size >= 1 && size <= MAX_METADATA_SIZE)
                        .findFirst()
                        .orElse(metadataSize),
                dict.dict("m").map(this::extensions).orElse(m));
    }

    /** The payload of the message; what is not told is left out. */
    public ByteString encode() {
        BencodeWriter writer = new BencodeWriter().beginDict().key("m").beginDict();
        SortedMap<ByteString, Integer> sorted = new TreeMap<>();
        m.forEach((name, id) -> sorted.put(ByteString.utf8(name), id));
        sorted.forEach((name, id) -> writer.key(name).integer(id));
        writer.end();
        if (metadataSize != 0) {
            writer.key("metadata_size").integer(metadataSize);
        }
        if (p != 0) {
            writer.key("p").integer(p);
        }
        writer.key("reqq").integer(reqq);
        if (!v.isEmpty()) {
            writer.key("v").text(v);
        }
        return writer.end().toByteString();
    }

    /** The id to write in messages of that extension, or nothing when the peer does not speak it. */
    public OptionalInt idOf(String extension) {
        Integer id = m.get(extension);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** The port on which the peer can be dialled, if it told one. */
    public OptionalInt listenPort() {
        return p == 0 ? OptionalInt.empty() : OptionalInt.of(p);
    }

    /**
     * Whether the peer says that it is a Starling too. Anybody can say so: it grants politeness, such as not being choked
     * without need, and never trust.
     */
    public boolean isStarling() {
        return v.startsWith(NAME_PREFIX) && m.containsKey(SWARM_EXTENSION);
    }

    private static BDict dict(ByteString payload) {
        if (payload.size() > MAX_PAYLOAD_BYTES) {
            throw new WireException(
                    "extension handshake: " + payload.size() + " bytes (expected: at most " + MAX_PAYLOAD_BYTES + ")");
        }
        try {
            return BencodeReader.readDictInAnyOrder(payload);
        } catch (BencodeException e) {
            throw new WireException("extension handshake: " + e.getMessage(), e);
        }
    }

    private Map<String, Integer> extensions(BDict changes) {
        Map<String, Integer> merged = new TreeMap<>(m);
        for (BValue.Entry entry : changes.entries()) {
            String name = RemoteText.printable(entry.key());
            long id = entry.value() instanceof BInteger integer ? integer.value() : -1;
            if (id == 0) {
                merged.remove(name);
            } else if (id >= 1 && id <= MAX_EXTENSION_ID && merged.size() < MAX_EXTENSIONS) {
                merged.put(name, (int) id);
            }
        }
        return merged;
    }

    private static long clamp(long value, long least, long most) {
        return Math.max(least, Math.min(most, value));
    }

    private static void require(boolean isRight, String name, int found, String expected) {
        if (!isRight) {
            throw new IllegalArgumentException(
                    "extension handshake: " + name + " " + found + " (expected: " + expected + ")");
        }
    }
}
