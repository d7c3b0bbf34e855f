package io.starling.cli;

import io.starling.bencode.ByteString;
import io.starling.node.HostPort;
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

/** A tracker or a web seed that a .torrent file names: who fetches such a torrent need not reach a tracker of ours. */
final class OwnTracker {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private OwnTracker() {}

    /** The first that is named; nothing when the source is no .torrent file, or names none. What is wrong with it is said later. */
    static Optional<HostPort> ofTorrent(String source) {
        try {
            Path file = Path.of(source);
            if (!Files.isRegularFile(file) || Files.size(file) > Metainfo.MAX_TORRENT_BYTES) {
                return Optional.empty();
            }
            Metainfo metainfo = Metainfo.parse(ByteString.wrap(Files.readAllBytes(file)));
            return Stream.concat(metainfo.announce().stream().flatMap(List::stream), metainfo.webSeeds().stream())
                    .map(OwnTracker::address)
                    .flatMap(Optional::stream)
                    .findFirst();
        } catch (IOException | InvalidPathException | MetainfoException e) {
            return Optional.empty();
        }
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
