package io.starling.tracker;

import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import io.starling.torrent.Metainfo;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Torrents for tests, written out by hand: full pieces of 16 KiB whose hashes depend on the seed. */
final class TestTorrents {
    private static final int PIECE_LENGTH = 16 * 1024;

    private TestTorrents() {}

    static ByteString torrent(String name, int pieces, long seed) {
        return torrent(name, pieces, seed, "");
    }

    /** One whose peers may come from its own trackers only (BEP 27). */
    static ByteString privateTorrent(String name, int pieces, long seed) {
        return torrent(name, pieces, seed, "7:privatei1e");
    }

    private static ByteString torrent(String name, int pieces, long seed, String lastKey) {
        byte[] hashes = new byte[20 * pieces];
        new Random(seed).nextBytes(hashes);
        int nameBytes = name.getBytes(StandardCharsets.UTF_8).length;
        String start = "d4:infod6:lengthi" + (long) pieces * PIECE_LENGTH + "e4:name" + nameBytes + ":" + name
                + "12:piece lengthi" + PIECE_LENGTH + "e6:pieces" + hashes.length + ":";
        return ByteString.wrap(concat(
                start.getBytes(StandardCharsets.UTF_8), hashes, (lastKey + "ee").getBytes(StandardCharsets.UTF_8)));
    }

    static InfoHash infoHash(ByteString torrent) {
        return Metainfo.parse(torrent).infoHash();
    }

    private static byte[] concat(byte[]... parts) {
        var out = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
