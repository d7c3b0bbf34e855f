package io.starling.tracker;

import io.starling.bus.LogEvent;
import io.starling.torrent.InfoHash;
import org.jspecify.annotations.Nullable;

/** Where the tracker says what a person wants to know. */
interface TrackerLog {
    /** @param infoHash which torrent it is about, or null */
    void say(LogEvent.Level level, @Nullable InfoHash infoHash, String text);
}
