package io.starling.tracker;

import io.starling.torrent.PeerId;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What kind of client has a peer id, by the conventions of BEP 20: {@code -LT2080-…} is libtorrent, {@code A2-1-36-0-…} is
 * aria2. For people only: a client may say what it likes.
 */
final class ClientName {
    private static final String OTHER = "client";

    /** Those that a person is likely to meet, by the two letters that they sign with. */
    private static final Map<String, String> BY_CODE = Map.ofEntries(
            Map.entry("LT", "libtorrent"),
            Map.entry("qB", "qBittorrent"),
            Map.entry("DE", "Deluge"),
            Map.entry("TR", "Transmission"),
            Map.entry("A2", "aria2"),
            Map.entry("UT", "\u00b5Torrent"),
            Map.entry("BT", "BitTorrent"),
            Map.entry("BI", "BiglyBT"),
            Map.entry("AZ", "Vuze"),
            Map.entry("lt", "rTorrent"),
            Map.entry("KT", "KTorrent"),
            Map.entry("WW", "WebTorrent"),
            Map.entry("rQ", "rqbit"),
            Map.entry("SX", "Starling"));

    private ClientName() {}

    static String of(PeerId peerId) {
        byte[] bytes = peerId.bytes().toByteArray();
        int code = bytes[0] == '-' ? 1 : 0;
        return BY_CODE.getOrDefault(new String(bytes, code, 2, StandardCharsets.ISO_8859_1), OTHER);
    }
}
