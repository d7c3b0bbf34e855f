package io.starling.tracker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** An announce as a stock client would write it, and as none would. */
final class Announcement {
    private final Map<String, String> parameters = new LinkedHashMap<>();

    /** A sound one of a client that has nothing yet; with equal ports come equal peer ids. */
    Announcement(InfoHash infoHash, int port) {
        with("info_hash", encode(infoHash.bytes()));
        with("peer_id", encode(peerId(port).bytes()));
        with("port", Integer.toString(port)).with("uploaded", "0").with("downloaded", "0");
        with("left", "1000").with("compact", "1");
    }

    static PeerId peerId(int port) {
        return new PeerId(ByteString.utf8(String.format(Locale.ROOT, "-LT2080-%012d", port)));
    }

    /** With this parameter, written as it is, in the place of the one that was there. */
    Announcement with(String key, String value) {
        parameters.put(key, value);
        return this;
    }

    Announcement without(String key) {
        parameters.remove(key);
        return this;
    }

    Announcement seed() {
        return with("left", "0");
    }

    /** All bytes as {@code %XX}. */
    static String encode(ByteString bytes) {
        return new String(bytes.toByteArray(), ISO_8859_1)
                .chars()
                .mapToObj(c -> String.format("%%%02x", c))
                .collect(Collectors.joining());
    }

    /** The target of the request. */
    @Override
    public String toString() {
        return parameters.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
                .collect(Collectors.joining("&", "/announce?", ""));
    }
}
