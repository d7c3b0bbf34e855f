package io.starling.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * By what a change of data on disk is noticed without reading it.
 *
 * @param sizeBytes of the file, or of several together; -1 when there is none
 * @param mtimeNanos when it was last written, since 1970; the latest of several
 */
record DataStamp(long sizeBytes, long mtimeNanos) {
    static final DataStamp ABSENT = new DataStamp(-1, 0);

    static DataStamp of(Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                return ABSENT;
            }
            return new DataStamp(
                    attributes.size(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
        } catch (NoSuchFileException e) {
            return ABSENT;
        }
    }

    boolean isPresent() {
        return sizeBytes >= 0;
    }

    /** Both together, as the stamp of several files; an absent one counts as nothing. */
    DataStamp and(DataStamp other) {
        return new DataStamp(
                Math.max(0, sizeBytes) + Math.max(0, other.sizeBytes), Math.max(mtimeNanos, other.mtimeNanos));
    }
}
