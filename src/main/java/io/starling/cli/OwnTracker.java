package io.starling.cli;

import io.starling.bencode.ByteString;
import io.starling.node.HostPort;
import io.starling.torrent.MagnetLink;
import io.starling.torrent.Metainfo;
import io.starling.torrent.MetainfoException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whom a .torrent file or a magnet link names to ask: who fetches by it need not reach a tracker of ours. */
final class OwnTracker {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private OwnTracker() {}

    /** In the order in which they are named; none when the source is neither. What is wrong with it is said later. */
    static List<HostPort> of(String source) {
        try {
            return MagnetLink.isMagnet(source) ? ofLink(MagnetLink.parse(source)) : ofTorrent(source);
        } catch (MetainfoException e) {
            return List.of();
        }
    }

    private static List<HostPort> ofLink(MagnetLink link) {
        Stream<HostPort> peers = link.peers().stream().map(peer -> new HostPort(peer.host(), peer.port()));
        Stream<String> urls = Stream.concat(link.trackers().stream(), link.webSeeds().stream());
        return Stream.concat(addresses(urls), peers).toList();
    }

    private static List<HostPort> ofTorrent(String source) {
        try {
            Path file = Path.of(source);
            if (!Files.isRegularFile(file) || Files.size(file) > Metainfo.MAX_TORRENT_BYTES) {
                return List.of();
            }
            Metainfo metainfo = Metainfo.parse(ByteString.wrap(Files.readAllBytes(file)));
            Stream<String> trackers = metainfo.announce().stream().flatMap(List::stream);
            return addresses(Stream.concat(trackers, metainfo.webSeeds().stream()))
                    .toList();
        } catch (IOException | InvalidPathException e) {
            return List.of();
        }
    }

    private static Stream<HostPort> addresses(Stream<String> urls) {
        return urls.map(OwnTracker::address).flatMap(Optional::stream);
    }

    private static Optional<HostPort> address(String url) {
        try {
            URI uri = URI.create(url);
            int usual = "https".equals(uri.getScheme()) ? HTTPS_PORT : HTTP_PORT;
            return Optional.ofNullable(uri.getHost())
                    .map(host ->
                            new HostPort(host.replaceAll("[\\[\\]]", ""), uri.getPort() < 0 ? usual : uri.getPort()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
