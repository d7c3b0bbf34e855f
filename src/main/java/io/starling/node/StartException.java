package io.starling.node;

import io.starling.storage.StorageException;

/**
 * A node that could not start, and of which nothing runs any more. The message is one line naming the section of the
 * options: {@code peers[0].port: 127.0.0.1:6881 is in use (expected: a free port, or 0 for any)}.
 */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** As systems say it, whichever transport passes it on. */
    private static final String IN_USE = "already in use";

    private static final String EXPECTED_PORT = " (expected: a free port, or 0 for any)";

    private StartException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * @param key of the section, as {@code peers[0]}
     * @param address where it was to listen
     */
    static StartException of(String key, HostPort address, Throwable failure) {
        if (failure instanceof StorageException directory) {
            return new StartException(key + ".downloadDir: " + directory.getMessage(), failure);
        }
        String said = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        String line = said.lines().findFirst().orElse("").strip();
        if (!line.contains(IN_USE) || line.contains("(expected")) {
            return new StartException(line.startsWith(key) ? line : key + ": " + line, failure);
        }
        // Of a part with several ports, its own message knows best which one it was.
        boolean namesAnAddress = line.matches(".*\\S:\\d+ .*") && !line.contains(address.toString());
        return namesAnAddress
                ? new StartException(key + ": " + line + EXPECTED_PORT, failure)
                : new StartException(key + ".port: " + address + " is in use" + EXPECTED_PORT, failure);
    }
}
