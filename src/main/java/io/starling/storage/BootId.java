package io.starling.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Tells one run of the machine from the next: what was written in this run is at least in the system's memory, whatever
 * became of the process that wrote it. Where the system gives no such id, every start counts as a new run.
 */
record BootId(long high, long low) {
    static final BootId UNKNOWN = new BootId(0, 0);

    private static final Path LINUX = Path.of("/proc/sys/kernel/random/boot_id");

    static BootId current() {
        try {
            UUID id = UUID.fromString(Files.readString(LINUX).strip());
            return new BootId(id.getMostSignificantBits(), id.getLeastSignificantBits());
        } catch (IOException | IllegalArgumentException e) {
            return UNKNOWN;
        }
    }

    boolean isSameRunAs(BootId other) {
        return !equals(UNKNOWN) && equals(other);
    }
}
