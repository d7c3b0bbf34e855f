package io.starling.tracker;

import java.net.BindException;

/** Why a door cannot be opened, as the one who configured it reads it. */
final class BindFailure {
    private BindFailure() {}

    /**
     * @param key that names the port in a configuration
     * @param address where it was to listen
     */
    static BindException of(String key, String address, Throwable cause) {
        boolean isInUse = String.valueOf(cause.getMessage()).contains("already in use");
        String why = isInUse
                ? "is in use (expected: a free port, or 0 for any)"
                : "cannot be listened on: " + cause.getMessage();
        BindException failure = new BindException(key + ": " + address + " " + why);
        failure.initCause(cause);
        return failure;
    }
}
