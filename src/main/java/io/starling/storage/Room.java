package io.starling.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much room there is for a download; a seam, so that tests can have a small disk. */
interface Room {
    long usableBytes(Path directory) throws IOException;

    static Room ofDisk() {
        return directory -> Files.getFileStore(directory).getUsableSpace();
    }
}
