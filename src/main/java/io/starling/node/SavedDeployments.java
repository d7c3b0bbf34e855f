package io.starling.node;

import io.starling.bus.NodeCommand;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What others deployed on this node, on disk: {@code <dataDir>/deployed/<node>/<kind>/<id>.json}, the command as it came. Each file is written under a
 * temporary name, synced and renamed, so that a crash leaves it whole or not there at all. Its methods do their work on a
 * worker, and are called one after another.
 */
final class SavedDeployments {
    private static final String SUFFIX = ".json";
    private static final String TEMPORARY = ".tmp";
    private static final int MAX_FILE_BYTES = OptionsReader.MAX_FILE_BYTES;

    private final Vertx vertx;
    private final Path directory;

    private SavedDeployments(Vertx vertx, Path directory) {
        this.vertx = vertx;
        this.directory = directory;
    }

    /** @param kind {@code peers} or {@code verticles} */
    static SavedDeployments of(Vertx vertx, NodeOptions node, String kind) {
        return new SavedDeployments(
                vertx,
                node.getDataDir()
                        .toAbsolutePath()
                        .resolve("deployed")
                        .resolve(node.getName())
                        .resolve(kind));
    }

    /** Keeps the command; it is on the disk when the future completes. */
    Future<Void> put(String id, NodeCommand.Deploy command) {
        Buffer json = command.toJson().toBuffer();
        return vertx.executeBlocking(() -> {
            write(id, json.getBytes());
            return null;
        });
    }

    Future<Void> remove(String id) {
        return vertx.executeBlocking(() -> {
            Files.deleteIfExists(directory.resolve(id + SUFFIX));
            return null;
        });
    }

    /** All, in the order of their names; {@code damaged} gets a sentence for each file that is none, on a worker. */
    Future<List<NodeCommand.Deploy>> all(Consumer<String> damaged) {
        return vertx.executeBlocking(() -> {
            List<NodeCommand.Deploy> commands = new ArrayList<>();
            for (Path file : files()) {
                try {
                    commands.add(read(file));
                } catch (IOException | RuntimeException e) {
                    damaged.accept(file + ": cannot be read, and what it tells of does not come back: "
                            + (e.getMessage() == null ? e : e.getMessage()));
                }
            }
            return commands;
        });
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            stream.forEach(files::add);
        } catch (NoSuchFileException e) {
            return List.of();
        }
        files.sort(null);
        return files;
    }

    private static NodeCommand.Deploy read(Path file) throws IOException {
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw new IOException("more than " + MAX_FILE_BYTES + " bytes");
        }
        if (NodeCommand.read(new JsonObject(Buffer.buffer(Files.readAllBytes(file))))
                instanceof NodeCommand.Deploy command) {
            return command;
        }
        throw new IOException("not a deployment");
    }

    private void write(String id, byte[] json) throws IOException {
        Files.createDirectories(directory);
        Path temporary = directory.resolve(id + TEMPORARY);
        try (FileChannel out = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(json);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(
                temporary,
                directory.resolve(id + SUFFIX),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
