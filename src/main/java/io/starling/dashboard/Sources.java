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
 * .torrent file below one of the configured roots; and which paths of this machine may be shared.
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
        return isPath(source) ? vertx.executeBlocking(() -> torrent(source)) : Future.succeededFuture(source);
    }

    /** The absolute path of a file or directory of this machine. Fails with 404 when it is not below the roots. */
    Future<String> path(String path) {
        return vertx.executeBlocking(() -> below(path)
                .map(Path::toString)
                .orElseThrow(() -> new ApiError(404, "path: no such file or directory below dashboard.roots")));
    }

    static boolean isPath(String source) {
        String lower = source.toLowerCase(Locale.ROOT);
        boolean isLink = lower.startsWith("magnet:?") || lower.startsWith("http://") || lower.startsWith("https://");
        return !isLink
                && !InfoHash.isHex(source)
                && (source.contains("/") || source.contains("\\") || lower.endsWith(".torrent"));
    }

    private String torrent(String source) {
        return below(source)
                .filter(Files::isRegularFile)
                .map(Path::toString)
                .orElseThrow(() -> new ApiError(404, "source: no such .torrent file below dashboard.roots"));
    }

    /** Empty outside of the roots as where nothing is: who asks learns nothing of the rest of the disk. */
    private Optional<Path> below(String path) {
        return roots.stream().flatMap(root -> below(root, path).stream()).findFirst();
    }

    private static Optional<Path> below(Path root, String path) {
        try {
            Path real = root.toRealPath();
            Path file = real.resolve(path).toRealPath();
            return file.startsWith(real) ? Optional.of(file) : Optional.empty();
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }
}
