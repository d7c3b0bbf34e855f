package io.starling.delivery;

/** What one peer is to be told about the file of a delivery. */
record Order(String peer, Kind kind) {
    enum Kind {
        /** To begin or to go on. */
        FETCH,
        /** To stop, and to keep what is there. */
        PAUSE
    }
}
