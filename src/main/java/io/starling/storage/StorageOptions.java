package io.starling.storage;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** How a {@link Storage} keeps its pieces. Read when the storage is created; changes after that have no effect. */
public final class StorageOptions {
    public static final Path DEFAULT_DOWNLOAD_DIR = Path.of("downloads");

    /** Two at least, so that one slow read does not stop the others on a machine with one core. */
    public static final int DEFAULT_WORKERS = Math.max(2, Runtime.getRuntime().availableProcessors());

    /** More threads than this only wait for one another at the disk. */
    public static final int MAX_WORKERS = 256;

    private static final Set<String> KEYS = Set.of("downloadDir", "mode", "verifyOnReassembly", "workers");

    private Path downloadDir = DEFAULT_DOWNLOAD_DIR;
    private StorageMode mode = StorageMode.APPEND;
    private boolean verifyOnReassembly = true;
    private int workers = DEFAULT_WORKERS;

    public StorageOptions() {}

    public StorageOptions(StorageOptions other) {
        downloadDir = other.downloadDir;
        mode = other.mode;
        verifyOnReassembly = other.verifyOnReassembly;
        workers = other.workers;
    }

    /** Throws {@link IllegalArgumentException} naming the key that is unknown or has a wrong value. */
    public StorageOptions(JsonObject json) {
        for (String key : json.fieldNames()) {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("storage." + key + ": unknown (expected one of " + KEYS + ")");
            }
        }
        setDownloadDir(Path.of(json.getString("downloadDir", downloadDir.toString())));
        setMode(modeOf(json.getString("mode", "append")));
        setVerifyOnReassembly(json.getBoolean("verifyOnReassembly", verifyOnReassembly));
        setWorkers(json.getInteger("workers", workers));
    }

    public JsonObject toJson() {
        return new JsonObject()
                .put("downloadDir", downloadDir.toString())
                .put("mode", mode.name().toLowerCase(Locale.ROOT))
                .put("verifyOnReassembly", verifyOnReassembly)
                .put("workers", workers);
    }

    /** Where the final files go, and in its {@code .starling} what is not final yet. Created when absent. */
    public Path getDownloadDir() {
        return downloadDir;
    }

    public StorageOptions setDownloadDir(Path downloadDir) {
        this.downloadDir = downloadDir;
        return this;
    }

    /** How a torrent that is begun anew keeps its pieces; one that was begun goes on as it began. */
    public StorageMode getMode() {
        return mode;
    }

    public StorageOptions setMode(StorageMode mode) {
        this.mode = mode;
        return this;
    }

    /** Whether each piece is hashed again as it is copied from the temporary file to the final files. */
    public boolean isVerifyOnReassembly() {
        return verifyOnReassembly;
    }

    public StorageOptions setVerifyOnReassembly(boolean verifyOnReassembly) {
        this.verifyOnReassembly = verifyOnReassembly;
        return this;
    }

    /** Threads that hash, read and write: 1 to {@link #MAX_WORKERS}, by default one a core. */
    public int getWorkers() {
        return workers;
    }

    public StorageOptions setWorkers(int workers) {
        if (workers < 1 || workers > MAX_WORKERS) {
            throw new IllegalArgumentException("storage.workers: " + workers + " (expected: 1.." + MAX_WORKERS + ")");
        }
        this.workers = workers;
        return this;
    }

    private static StorageMode modeOf(String name) {
        for (StorageMode mode : StorageMode.values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(name)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("storage.mode: \"" + name + "\" (expected: append or direct)");
    }
}
