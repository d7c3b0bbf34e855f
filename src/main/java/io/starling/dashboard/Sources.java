package io.starling.dashboard;

import io.starling.torrent.InfoHash;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides what a {@code source} in a request may name: a file of the catalogue, an info-hash, a magnet link, a URL, or a
 * .torrent file below one of the configured roots.
 */
final class Sources {
    private final Vertx vertx;
    private final List<Path> roots;

    Sources(Vertx vertx, List<String> roots) {
        this.vertx = vertx;
        this.roots = roots.stream().map(Path::of).toList();
    }

    /** The source as a peer may be given it: a path becomes absolute. Fails with 404 for a path outside of the roots. */
    Future<String> confine(String source) {
        return isPath(source) ? vertx.executeBlocking(() -> below(source)) : Future.succeededFuture(source);
    }

    static boolean isPath(String source) {
        String lower = source.toLowerCase(Locale.ROOT);
        boolean isLink = lower.startsWith("magnet:?") || lower.startsWith("http://") || lower.startsWith("https://");
        return !isLink
                && !InfoHash.isHex(source)
                && (source.contains("/") || source.contains("\\") || lower.endsWith(".torrent"));
    }

    private String below(String source) {
        // One answer for "outside" and for "not there": who asks learns nothing of the rest of the disk.
        return roots.stream()
                .flatMap(root -> fileBelow(root, source).stream())
                .findFirst()
                .orElseThrow(() -> new ApiError(404, "source: no such .torrent file below dashboard.roots"));
    }

    private static Optional<String> fileBelow(Path root, String source) {
        try {
            Path real = root.toRealPath();
            Path file = real.resolve(source).toRealPath();
            return file.startsWith(real) && Files.isRegularFile(file) ? Optional.of(file.toString()) : Optional.empty();
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }
}
