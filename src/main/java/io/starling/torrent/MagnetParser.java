package io.starling.torrent;

import io.starling.bencode.ByteString;
import io.starling.torrent.MagnetLink.IndexRange;
import io.starling.torrent.MagnetLink.PeerAddress;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads magnet links parameter by parameter: see {@link MagnetLink#parse(String)}. Unknown parameters are ignored. */
final class MagnetParser {
    static final String SCHEME = "magnet:?";

    /** A hundred trackers fit; command lines and browsers end about there too. */
    static final int MAX_CHARS = 64 * 1024;

    /** Trackers, peers, web seeds, ranges: so many of each, what comes after is ignored. */
    static final int MAX_OF_A_KIND = 100;

    private static final String V1_TOPIC = "urn:btih:";
    private static final String V2_TOPIC = "urn:btmh:";
    /** What tells one of several parameters of a kind from the others: ".1". */
    private static final Pattern NUMBER = Pattern.compile("\\.\\d+$");

    private static final Pattern RANGE = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");
    private static final Pattern HOST_PORT = Pattern.compile("(?:\\[([^\\]]+)]|([^:]+)):(\\d{1,5})");

    private Optional<InfoHash> infoHash = Optional.empty();
    private boolean hasV2Topic;
    private String name = "";
    private final List<String> trackers = new ArrayList<>();
    private final List<PeerAddress> peers = new ArrayList<>();
    private final List<String> webSeeds = new ArrayList<>();
    private final List<IndexRange> selectOnly = new ArrayList<>();

    private MagnetParser() {}

    static MagnetLink parse(String link) {
        if (!MagnetLink.isMagnet(link)) {
            throw new MetainfoException("magnet link: " + Quoted.text(link) + " (expected: magnet:?xt=urn:btih:...)");
        }
        if (link.length() > MAX_CHARS) {
            throw new MetainfoException(
                    "magnet link: " + link.length() + " characters (expected: at most " + MAX_CHARS + ")");
        }
        MagnetParser parser = new MagnetParser();
        for (String parameter : link.substring(SCHEME.length()).split("&")) {
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                parser.read(parameter.substring(0, equals), parameter.substring(equals + 1));
            }
        }
        return parser.magnet();
    }

    private MagnetLink magnet() {
        String found = hasV2Topic ? "a BitTorrent v2 topic only" : "missing";
        InfoHash hash = infoHash.orElseThrow(() -> error("xt", found, "urn:btih: and an info-hash"));
        return new MagnetLink(hash, name, trackers, peers, webSeeds, selectOnly);
    }

    /** A parameter that may occur often is also written with a number: tr.1=...&tr.2=... */
    private void read(String key, String value) {
        switch (NUMBER.matcher(key.toLowerCase(Locale.ROOT)).replaceFirst("")) {
            case "xt" -> topic(decode("xt", value));
            case "dn" -> name = name.isEmpty() ? decode("dn", value.replace('+', ' ')) : name;
            case "tr" -> url("tr", value, trackers);
            case "ws" -> url("ws", value, webSeeds);
            case "x.pe" -> peer(decode("x.pe", value));
            case "so" -> ranges(decode("so", value));
            default -> {}
        }
    }

    private void topic(String urn) {
        String lower = urn.toLowerCase(Locale.ROOT);
        hasV2Topic |= lower.startsWith(V2_TOPIC);
        if (!lower.startsWith(V1_TOPIC)) {
            return;
        }
        String text = urn.substring(V1_TOPIC.length());
        InfoHash hash = InfoHash.isHex(text)
                ? InfoHash.ofHex(text)
                : Base32.decode(text)
                        .filter(bytes -> bytes.size() == InfoHash.LENGTH_BYTES)
                        .map(InfoHash::new)
                        .orElseThrow(() -> error("xt", Quoted.text(text), "40 hexadecimal or 32 base32 digits"));
        if (infoHash.filter(other -> !other.equals(hash)).isPresent()) {
            throw error("xt", "two info-hashes", "one");
        }
        infoHash = Optional.of(hash);
    }

    private static void url(String key, String value, List<String> urls) {
        String url = decode(key, value);
        if (!AnnounceTiers.isUrl(url)) {
            throw error(key, Quoted.text(url), "a URL of at most " + AnnounceTiers.MAX_URL_CHARS + " characters");
        }
        if (urls.size() < MAX_OF_A_KIND && !urls.contains(url)) {
            urls.add(url);
        }
    }

    private void peer(String address) {
        Matcher matcher = HOST_PORT.matcher(address);
        if (!matcher.matches()) {
            throw error("x.pe", Quoted.text(address), "host:port");
        }
        String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        try {
            PeerAddress peer = new PeerAddress(host, Integer.parseInt(matcher.group(3)));
            if (peers.size() < MAX_OF_A_KIND) {
                peers.add(peer);
            }
        } catch (IllegalArgumentException e) {
            throw new MetainfoException("magnet link: x.pe: " + e.getMessage(), e);
        }
    }

    /** Kept as ranges: {@code so=0-999999999} must not become a billion numbers. */
    private void ranges(String list) {
        for (String item : list.split(",", -1)) {
            Matcher matcher = RANGE.matcher(item);
            if (!matcher.matches()) {
                throw error("so", Quoted.text(item), "file indices such as 0,2,4-6");
            }
            int first = Integer.parseInt(matcher.group(1));
            int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
            if (last < first || selectOnly.size() == MAX_OF_A_KIND) {
                throw error("so", Quoted.text(item), "at most " + MAX_OF_A_KIND + " ascending ranges");
            }
            selectOnly.add(new IndexRange(first, last));
        }
    }

    /** Percent-decoding to UTF-8; a plus sign is a plus sign. */
    private static String decode(String key, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '%') {
                out.write(bytes[i]);
                continue;
            }
            int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = high >= 0 ? Character.digit(bytes[i + 2], 16) : -1;
            if (low < 0) {
                throw error(key, "a stray %", "%25, or two hexadecimal digits after it");
            }
            out.write(high << 4 | low);
            i += 2;
        }
        return ByteString.wrap(out.toByteArray())
                .utf8()
                .orElseThrow(() -> error(key, "bytes that are no text", "UTF-8"));
    }

    private static MetainfoException error(String parameter, String found, String expected) {
        return new MetainfoException("magnet link: " + parameter + ": " + found + " (expected: " + expected + ")");
    }
}
