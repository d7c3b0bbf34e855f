package io.starling.bus;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that a person wants to know: a peer banned and why, a hash failure, the tracker lost.
 *
 * @param source the id of the peer or node that says it, or {@code tracker}
 * @param infoHash which torrent it is about, in hexadecimal, or null
 * @param text one sentence; parts that came from a remote are escaped
 */
public record LogEvent(
        Instant time, Level level, String source, @Nullable String infoHash, String text) {
    public enum Level {
        INFO,
        WARNING,
        ERROR
    }

    public LogEvent {
        Require.present("time", time);
        Require.present("level", level);
    }
}
