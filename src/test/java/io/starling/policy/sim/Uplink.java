package io.starling.policy.sim;

import io.starling.torrent.Block;
import java.util.ArrayDeque;
import java.util.Deque;

/** A peer's way out: sends one block at a time, to its connections in turn, passing over those that push back. */
final class Uplink {
    private static final long SECOND_NANOS = 1_000_000_000;

    private final VirtualTime time;
    private final double bytesPerSecond;
    private final Deque<SimConnection> turns = new ArrayDeque<>();
    private boolean isBusy;
    private long bytesSent;

    Uplink(VirtualTime time, double bytesPerSecond) {
        this.time = time;
        this.bytesPerSecond = bytesPerSecond;
    }

    /** The connection has blocks to send. */
    void ready(SimConnection connection) {
        if (!turns.contains(connection)) {
            turns.add(connection);
        }
        pump();
    }

    void pump() {
        for (int left = turns.size(); left > 0 && !isBusy; left--) {
            SimConnection connection = turns.remove();
            if (!connection.hasToSend()) {
                continue;
            }
            turns.add(connection);
            Downlink downlink = connection.far().local().downlink();
            if (downlink.hasRoom()) {
                send(connection, connection.nextToSend(), downlink);
            } else {
                downlink.await(this);
            }
        }
    }

    private void send(SimConnection connection, Block block, Downlink downlink) {
        isBusy = true;
        downlink.expect(block.length());
        time.after((long) (block.length() / bytesPerSecond * SECOND_NANOS), () -> {
            isBusy = false;
            bytesSent += block.length();
            connection.deliver(block);
            pump();
        });
    }

    long bytesSent() {
        return bytesSent;
    }
}
