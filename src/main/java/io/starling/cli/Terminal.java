package io.starling.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What stderr is. */
final class Terminal {
    private Terminal() {}

    /** Whether a person looks at stderr: only then lines may be drawn over. */
    static boolean isTerminal() {
        if ("dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            // Java 17 knows of a console only when stdin and stdout are one too; Linux tells of stderr alone.
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return System.console() != null;
        }
    }

    /** Unless NO_COLOR says otherwise (no-color.org). */
    static boolean isColourWanted() {
        String noColour = System.getenv("NO_COLOR");
        return noColour == null || noColour.isEmpty();
    }
}
