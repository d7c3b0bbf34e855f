package io.starling.tracker;

import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.bus.LogEvent;
import io.starling.torrent.InfoHash;
import io.vertx.core.eventbus.EventBus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Publishes what the tracker says on the event bus, so much of it as can be read. */
final class EventPublisher implements TrackerLog {
    /** A crowd that comes or goes at once, or a stranger who does so on and on, is summed up in one line. */
    static final int MAX_LINES_PER_TURN = 20;

    private final EventBus bus;
    private int lines;
    private int untold;

    EventPublisher(EventBus bus) {
        this.bus = bus;
    }

    @Override
    public void say(LogEvent.Level level, @Nullable InfoHash infoHash, String text) {
        if (level == LogEvent.Level.INFO && lines >= MAX_LINES_PER_TURN) {
            untold++;
            return;
        }
        lines++;
        publish(level, infoHash, text);
    }

    /** Lines are counted anew; to be called about once a second. */
    void nextTurn() {
        if (untold > 0) {
            publish(LogEvent.Level.INFO, null, "and " + untold + " events more");
        }
        lines = 0;
        untold = 0;
    }

    private void publish(LogEvent.Level level, @Nullable InfoHash infoHash, String text) {
        String about = infoHash == null ? null : infoHash.hex();
        bus.publish(Addresses.LOG, BusJson.write(new LogEvent(Instant.now(), level, "tracker", about, text)));
    }
}
