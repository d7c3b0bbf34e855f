package io.starling.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** A directory for what a command need not remember. */
record TemporaryDirectory(Path path) {
    static TemporaryDirectory create(String prefix) throws IOException {
        return new TemporaryDirectory(Files.createTempDirectory(prefix));
    }

    /** Removes it with all that is in it; what cannot be removed stays, and is said. */
    void delete() {
        try (Stream<Path> tree = Files.walk(path)) {
            List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path entry : deepestFirst) {
                Files.delete(entry);
            }
        } catch (IOException | UncheckedIOException e) {
            LoggerFactory.getLogger(TemporaryDirectory.class).warn("{} stays: {}", path, e.toString());
        }
    }
}
