package io.starling.storage;

import io.starling.torrent.FileWishes;
import io.starling.torrent.Priority;
import io.starling.torrent.PriorityGlobs;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a user has said of a torrent's files, in its folder. What cannot be read is an {@link IOException}, or a
 * {@link RuntimeException} of what it is made of.
 */
final class KeptWishes {
    private static final String FILES = "files";

    private KeptWishes() {}

    static void write(Path folder, FilePriorities priorities) throws IOException {
        JsonObject json = new JsonObject();
        for (Priority priority : List.of(Priority.HIGH, Priority.LOW)) {
            put(json, priority.name(), priorities.files(priority).boxed().toList());
        }
        write(folder.resolve(TorrentFolder.PRIORITIES), json);
    }

    static FilePriorities priorities(Path folder) throws IOException {
        JsonObject json = read(folder.resolve(TorrentFolder.PRIORITIES));
        FilePriorities priorities = FilePriorities.NONE;
        for (String name : json.fieldNames()) {
            IntStream indices = json.getJsonArray(name).stream().mapToInt(index -> (Integer) index);
            priorities = priorities.then(FilePriorities.of(Priority.valueOf(name), indices));
        }
        return priorities;
    }

    static void write(Path folder, FileWishes wishes) throws IOException {
        JsonObject json = new JsonObject();
        put(json, FILES, wishes.files());
        for (Priority priority : Priority.values()) {
            put(json, priority.name(), wishes.priorities().of(priority));
        }
        write(folder.resolve(TorrentFolder.WISHES), json);
    }

    static FileWishes wishes(Path folder) throws IOException {
        JsonObject json = read(folder.resolve(TorrentFolder.WISHES));
        PriorityGlobs priorities = new PriorityGlobs(globs(json, "HIGH"), globs(json, "NORMAL"), globs(json, "LOW"));
        return new FileWishes(globs(json, FILES), priorities);
    }

    private static List<String> globs(JsonObject json, String field) {
        return json.getJsonArray(field, new JsonArray()).stream()
                .map(String.class::cast)
                .toList();
    }

    private static void put(JsonObject json, String field, List<?> values) {
        if (!values.isEmpty()) {
            json.put(field, new JsonArray(values));
        }
    }

    /** What says nothing is not there. */
    private static void write(Path file, JsonObject json) throws IOException {
        if (json.isEmpty()) {
            Files.deleteIfExists(file);
        } else {
            Io.writeAtomically(file, ByteBuffer.wrap(json.toBuffer().getBytes()));
        }
    }

    private static JsonObject read(Path file) throws IOException {
        return Files.exists(file) ? new JsonObject(Files.readString(file)) : new JsonObject();
    }
}
