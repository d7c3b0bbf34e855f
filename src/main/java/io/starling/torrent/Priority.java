package io.starling.torrent;

/** Which files of a torrent come before others, the first ones first. */
public enum Priority {
    /** Before all others. */
    HIGH,
    /** As long as nobody says otherwise. */
    NORMAL,
    /** After all others. */
    LOW
}
