package io.starling.wire;

import io.starling.bencode.BValue.BDict;
import io.starling.bencode.BencodeException;
import io.starling.bencode.BencodeReader;
import io.starling.bencode.BencodeWriter;
import io.starling.bencode.ByteString;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A message about the info dictionary, which who has only the info-hash gets from a peer in pieces of {@link #PIECE_BYTES}
 * (BEP 9). It is the payload of a {@link Message.Extended}: a bencoded dictionary, which the bytes of the piece follow.
 */
public sealed interface MetadataMessage {
    /** The extension's name in the handshake of BEP 10. */
    String EXTENSION = "ut_metadata";

    /** Our id for it. */
    int EXTENSION_ID = 2;

    /** Of each piece but the last, which is the rest. */
    int PIECE_BYTES = 16 * 1024;

    /** The dictionary takes some forty bytes; clients may put more into it. */
    int MAX_PAYLOAD_BYTES = PIECE_BYTES + 1024;

    int REQUEST = 0;
    int DATA = 1;
    int REJECT = 2;

    int piece();

    /** Asks for a piece. */
    record Request(int piece) implements MetadataMessage {
        public Request {
            check("piece", piece);
        }
    }

    /**
     * Brings one.
     *
     * @param totalSize of the whole info dictionary, in bytes
     */
    record Data(int piece, int totalSize, ByteString bytes) implements MetadataMessage {
        public Data {
            check("piece", piece);
            check("total_size", totalSize);
        }
    }

    /** Says that a piece is not coming. */
    record Reject(int piece) implements MetadataMessage {
        public Reject {
            check("piece", piece);
        }
    }

    /** How many pieces so many bytes are. */
    static int pieces(int size) {
        return (size + PIECE_BYTES - 1) / PIECE_BYTES;
    }

    /**
     * Reads a payload; empty when it is of a kind that is not known, which the specification has one ignore.
     *
     * @throws WireException when it is not what the specification says
     */
    static Optional<MetadataMessage> decode(ByteString payload) {
        if (payload.size() > MAX_PAYLOAD_BYTES) {
            throw new WireException(
                    "ut_metadata: " + payload.size() + " bytes (expected: at most " + MAX_PAYLOAD_BYTES + ")");
        }
        BencodeReader.Prefix prefix = prefix(payload);
        if (!(prefix.value() instanceof BDict dict)) {
            throw new WireException("ut_metadata: " + prefix.value().kind() + " (expected: a dictionary)");
        }
        int piece = number(dict, "piece");
        return switch (number(dict, "msg_type")) {
            case REQUEST -> Optional.of(new Request(piece));
            case DATA ->
                Optional.of(
                        new Data(piece, number(dict, "total_size"), payload.slice(prefix.length(), payload.size())));
            case REJECT -> Optional.of(new Reject(piece));
            default -> Optional.empty();
        };
    }

    /** The payload. */
    default ByteString encode() {
        if (this instanceof Data data) {
            ByteString head =
                    head(DATA).key("total_size").integer(data.totalSize).end().toByteString();
            ByteBuffer both = ByteBuffer.allocate(head.size() + data.bytes.size());
            both.put(head.asByteBuffer()).put(data.bytes.asByteBuffer());
            return ByteString.wrap(both.array());
        }
        return head(this instanceof Request ? REQUEST : REJECT).end().toByteString();
    }

    private BencodeWriter head(int type) {
        return new BencodeWriter()
                .beginDict()
                .key("msg_type")
                .integer(type)
                .key("piece")
                .integer(piece());
    }

    private static BencodeReader.Prefix prefix(ByteString payload) {
        try {
            return BencodeReader.readPrefix(payload);
        } catch (BencodeException e) {
            throw new WireException("ut_metadata: " + e.getMessage(), e);
        }
    }

    private static int number(BDict dict, String key) {
        long value = dict.integer(key).orElse(-1);
        if (value < 0 || value > Integer.MAX_VALUE) {
            String found = dict.get(key).isEmpty() ? "missing" : String.valueOf(value);
            throw new WireException("ut_metadata: " + key + " " + found + " (expected: 0.." + Integer.MAX_VALUE + ")");
        }
        return (int) value;
    }

    private static void check(String name, int number) {
        if (number < 0) {
            throw new IllegalArgumentException("ut_metadata: " + name + " " + number + " (expected: not negative)");
        }
    }
}
