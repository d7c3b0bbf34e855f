package io.starling.node;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.nio.file.Path;

/** Who this node is, and where it keeps what it must not forget. */
public final class NodeOptions {
    public static final String DEFAULT_NAME = "starling";
    public static final Path DEFAULT_DATA_DIR = Path.of("data");

    private String name = DEFAULT_NAME;
    private Path dataDir = DEFAULT_DATA_DIR;

    /** Not written as JSON: see {@link #setRestoring}. */
    private transient boolean isRestoring = true;

    public String getName() {
        return name;
    }

    /** Names the node on the event bus and on the page; letters, digits, {@code . _ -}. */
    public NodeOptions setName(String name) {
        this.name = Check.id("name", name);
        return this;
    }

    public Path getDataDir() {
        return dataDir;
    }

    /** Where the tracker keeps its catalogue, and the node what others deployed on it. */
    public NodeOptions setDataDir(Path dataDir) {
        this.dataDir = dataDir;
        return this;
    }

    public boolean isRestoring() {
        return isRestoring;
    }

    /**
     * Whether what others deployed on the node comes back with it. A node that lives for one command should not bring back
     * what another of the same directory has. For programs; not a key of the configuration.
     */
    @JsonIgnore
    public NodeOptions setRestoring(boolean isRestoring) {
        this.isRestoring = isRestoring;
        return this;
    }
}
