package io.starling.node;

import io.starling.bus.BusException;
import io.starling.storage.StorageException;
import io.starling.torrent.MetainfoException;

/** What went wrong, as a reply on the bus says it: a code, and one line. */
final class Failures {
    private Failures() {}

    static int code(Throwable cause) {
        if (cause instanceof BusException failure) {
            return failure.code();
        }
        if (cause instanceof MetainfoException || cause instanceof IllegalArgumentException) {
            return BusException.MALFORMED;
        }
        boolean isAsThingsAre = cause instanceof StorageException || cause instanceof StartException;
        return isAsThingsAre ? BusException.CONFLICT : BusException.INTERNAL;
    }

    static String text(Throwable cause) {
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
