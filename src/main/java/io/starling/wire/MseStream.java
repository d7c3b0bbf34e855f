package io.starling.wire;

import io.starling.torrent.InfoHash;

/**
 * What two sides have agreed on by an {@link MseHandshake}.
 *
 * @param torrent the one that the connection is about
 * @param incoming what the remote's bytes are deciphered with from now on, if the method is RC4
 * @param outgoing what ours are enciphered with, likewise
 */
public record MseStream(InfoHash torrent, CryptoMethod method, Rc4 incoming, Rc4 outgoing) {
    MseStream by(CryptoMethod selected) {
        return new MseStream(torrent, selected, incoming, outgoing);
    }
}
