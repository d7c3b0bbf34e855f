package io.starling.torrent;

import java.util.List;
import java.util.stream.Stream;

/**
 * A magnet link: enough to find a torrent by (BEP 9), and which of its files are wanted (BEP 53).
 *
 * <pre>magnet:?xt=urn:btih:&lt;info-hash&gt;&amp;dn=&lt;name&gt;&amp;tr=&lt;tracker&gt;&amp;x.pe=&lt;host:port&gt;&amp;ws=&lt;web seed&gt;&amp;so=0,2,4-6</pre>
 *
 * @param name what to call it until its metainfo is here; may be empty, and is not a safe file name
 * @param trackers URLs
 * @param peers where to look first
 * @param webSeeds URLs
 * @param selectOnly ranges of file indices; empty for all files
 */
public record MagnetLink(
        InfoHash infoHash,
        String name,
        List<String> trackers,
        List<PeerAddress> peers,
        List<String> webSeeds,
        List<IndexRange> selectOnly) {
    public MagnetLink {
        trackers = List.copyOf(trackers);
        peers = List.copyOf(peers);
        webSeeds = List.copyOf(webSeeds);
        selectOnly = List.copyOf(selectOnly);
    }

    /** A link to a torrent that these trackers know. */
    public static MagnetLink of(InfoHash infoHash, String name, List<String> trackers) {
        return new MagnetLink(infoHash, name, trackers, List.of(), List.of(), List.of());
    }

    /** The same link, with these trackers too. */
    public MagnetLink alsoTrackedBy(List<String> more) {
        List<String> all =
                Stream.concat(trackers.stream(), more.stream()).distinct().toList();
        return new MagnetLink(infoHash, name, all, peers, webSeeds, selectOnly);
    }

    /** The same link, with these peers too. */
    public MagnetLink alsoAt(List<PeerAddress> more) {
        List<PeerAddress> all = Stream.concat(peers.stream(), more.stream())
                .distinct()
                .limit(MagnetParser.MAX_OF_A_KIND)
                .toList();
        return new MagnetLink(infoHash, name, trackers, all, webSeeds, selectOnly);
    }

    /** Reads a link; throws {@link MetainfoException}, one line that says which parameter is wrong. */
    public static MagnetLink parse(String link) {
        return MagnetParser.parse(link);
    }

    /** Whether {@code text} begins as a magnet link does. */
    public static boolean isMagnet(String text) {
        return text.regionMatches(true, 0, MagnetParser.SCHEME, 0, MagnetParser.SCHEME.length());
    }

    /** Whether the file of this index is wanted. */
    public boolean isSelected(int fileIndex) {
        return selectOnly.isEmpty() || selectOnly.stream().anyMatch(range -> range.contains(fileIndex));
    }

    /** The link, with its parameters in the order of this record. */
    @Override
    public String toString() {
        StringBuilder link = new StringBuilder("magnet:?xt=urn:btih:").append(infoHash.hex());
        if (!name.isEmpty()) {
            link.append("&dn=").append(PercentCode.encode(name));
        }
        trackers.forEach(url -> link.append("&tr=").append(PercentCode.encode(url)));
        peers.forEach(peer -> link.append("&x.pe=").append(peer));
        webSeeds.forEach(url -> link.append("&ws=").append(PercentCode.encode(url)));
        for (int i = 0; i < selectOnly.size(); i++) {
            link.append(i == 0 ? "&so=" : ",").append(selectOnly.get(i));
        }
        return link.toString();
    }

    /**
     * Where a peer listens.
     *
     * @param host a name or address; of IPv6, without brackets
     */
    public record PeerAddress(String host, int port) {
        public PeerAddress {
            if (host.isEmpty() || !host.chars().allMatch(c -> c > ' ' && c < 0x7F && "[]/?#&=%\"".indexOf(c) < 0)) {
                throw new IllegalArgumentException("host " + Quoted.text(host) + " (expected: a name or an address)");
            }
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException("port " + port + " (expected: 1..65535)");
            }
        }

        @Override
        public String toString() {
            return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** File indices from {@code first} to {@code last}, both included. */
    public record IndexRange(int first, int last) {
        public IndexRange {
            if (first < 0 || last < first) {
                throw new IllegalArgumentException("range " + first + "-" + last + " (expected: ascending, from 0)");
            }
        }

        public boolean contains(int index) {
            return index >= first && index <= last;
        }

        @Override
        public String toString() {
            return first == last ? Integer.toString(first) : first + "-" + last;
        }
    }
}
