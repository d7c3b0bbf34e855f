package io.starling.wire;

import io.starling.torrent.Block;
import java.util.Locale;

/** The kinds of messages, their ids on the wire, and how long the body after the id may be (BEP 3, 5, 6, 10). */
enum MessageType {
    CHOKE(0, 0),
    UNCHOKE(1, 0),
    INTERESTED(2, 0),
    NOT_INTERESTED(3, 0),
    HAVE(4, 4),
    /** Its upper bound is the torrent's, and known to the decoder only. */
    BITFIELD(5, 0, Integer.MAX_VALUE - 1),
    REQUEST(6, 12),
    PIECE(7, Limits.PIECE_NUMBERS, Limits.PIECE_NUMBERS + Block.LENGTH_BYTES),
    CANCEL(8, 12),
    PORT(9, 2),
    SUGGEST(0x0D, 4),
    HAVE_ALL(0x0E, 0),
    HAVE_NONE(0x0F, 0),
    REJECT(0x10, 12),
    ALLOWED_FAST(0x11, 4),
    EXTENDED(20, 1, 1 + Limits.EXTENSION_PAYLOAD),
    /** Any other id: read over, never gathered. */
    UNKNOWN(-1, 0, Limits.UNKNOWN_BODY);

    private static final MessageType[] BY_ID = new MessageType[256];

    static {
        for (int id = 0; id < BY_ID.length; id++) {
            BY_ID[id] = UNKNOWN;
        }
        for (MessageType type : values()) {
            if (type != UNKNOWN) {
                BY_ID[type.id] = type;
            }
        }
    }

    final int id;
    final int minBody;
    final int maxBody;

    MessageType(int id, int body) {
        this(id, body, body);
    }

    MessageType(int id, int minBody, int maxBody) {
        this.id = id;
        this.minBody = minBody;
        this.maxBody = maxBody;
    }

    /** @param id an unsigned byte */
    static MessageType of(int id) {
        return BY_ID[id];
    }

    /** As the BEPs write it: "not interested". */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Apart, because an enum's constants come before its other static fields. */
    static final class Limits {
        /** The two numbers before the data of a piece message: piece and begin. */
        static final int PIECE_NUMBERS = 8;

        /** Metadata comes in 16 KiB pieces and peer exchange in less; other clients stop at 1 MiB too. */
        static final int EXTENSION_PAYLOAD = 1024 * 1024;

        /** Nothing that the BEPs define is longer; the largest are the hash lists of BEP 52. */
        static final int UNKNOWN_BODY = 128 * 1024;

        private Limits() {}
    }
}
