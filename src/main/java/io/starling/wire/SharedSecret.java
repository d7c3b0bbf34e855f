package io.starling.wire;

import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;

/**
 * What both sides of an encrypted connection know after their {@link KeyExchange}, "S", and what they make of it (MSE).
 * The torrent that the connection is about, "SKEY", goes into the keys: who does not know its info-hash learns nothing by
 * listening, and cannot answer.
 */
public record SharedSecret(ByteString s) {
    private static final ByteString REQ1 = ByteString.utf8("req1");
    private static final ByteString REQ2 = ByteString.utf8("req2");
    private static final ByteString REQ3 = ByteString.utf8("req3");
    private static final ByteString KEY_A = ByteString.utf8("keyA");
    private static final ByteString KEY_B = ByteString.utf8("keyB");

    public SharedSecret {
        if (s.size() != KeyExchange.KEY_BYTES) {
            throw new IllegalArgumentException(
                    "shared secret: " + s.size() + " bytes (expected: " + KeyExchange.KEY_BYTES + ")");
        }
    }

    /** HASH('req2', SKEY): under which those that have the torrent find it. */
    public static ByteString mark(InfoHash torrent) {
        return Sha1.of(REQ2, torrent.bytes());
    }

    /** HASH('req1', S): what stands behind the initiator's padding. */
    ByteString sync() {
        return Sha1.of(REQ1, s);
    }

    /** Turns the mark of a torrent into what the initiator sends of it, and back: xor HASH('req3', S). */
    ByteString disguise(ByteString mark) {
        ByteString veil = Sha1.of(REQ3, s);
        byte[] disguised = new byte[Sha1.LENGTH_BYTES];
        for (int i = 0; i < disguised.length; i++) {
            disguised[i] = (byte) (mark.at(i) ^ veil.at(i));
        }
        return ByteString.wrap(disguised);
    }

    /** What the initiator sends with. */
    Rc4 initiatorCipher(InfoHash torrent) {
        return new Rc4(Sha1.of(KEY_A, s, torrent.bytes()));
    }

    /** What the responder sends with. */
    Rc4 responderCipher(InfoHash torrent) {
        return new Rc4(Sha1.of(KEY_B, s, torrent.bytes()));
    }
}
