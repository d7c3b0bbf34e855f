package io.starling.node;

import java.nio.file.Path;

/** Who this node is, and where it keeps what it must not forget. */
public final class NodeOptions {
    public static final String DEFAULT_NAME = "starling";
    public static final Path DEFAULT_DATA_DIR = Path.of("data");

    private String name = DEFAULT_NAME;
    private Path dataDir = DEFAULT_DATA_DIR;

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

    /** Where the tracker keeps its catalogue. */
    public NodeOptions setDataDir(Path dataDir) {
        this.dataDir = dataDir;
        return this;
    }
}
