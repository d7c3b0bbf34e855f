package io.starling.swarm;

import io.starling.bus.LogEvent;
import io.starling.torrent.Metainfo;
import io.starling.torrent.Quoted;
import java.time.Instant;

/** What a person wants to know of one swarm; each sentence begins with the torrent's name. */
final class SwarmLog {
    private final SwarmHome home;
    private final Metainfo metainfo;

    SwarmLog(SwarmHome home, Metainfo metainfo) {
        this.home = home;
        this.metainfo = metainfo;
    }

    /** The torrent's name in a sentence; it may come from a stranger. */
    String name() {
        return Quoted.text(metainfo.name());
    }

    void info(String text) {
        say(LogEvent.Level.INFO, text);
    }

    void warn(String text) {
        say(LogEvent.Level.WARNING, text);
    }

    void error(String text) {
        say(LogEvent.Level.ERROR, text);
    }

    private void say(LogEvent.Level level, String text) {
        home.log()
                .accept(new LogEvent(
                        Instant.now(), level, home.peer(), metainfo.infoHash().hex(), name() + ": " + text));
    }
}
