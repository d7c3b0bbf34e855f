package io.starling.policy.sim;

import java.util.ArrayDeque;
import java.util.Queue;

/** A peer's way in: takes blocks one after the other, and pushes back when too much is on its way, as TCP does. */
final class Downlink {
    private static final long SECOND_NANOS = 1_000_000_000;

    /** What may be on its way to one peer: the buffers along the path, of this much time or a few blocks. */
    private static final double BUFFER_SECONDS = 0.1;

    private static final int BUFFER_BLOCKS = 4;

    private final VirtualTime time;
    private final double bytesPerSecond;
    private final Queue<Uplink> waiting = new ArrayDeque<>();
    private long freeAtNanos;
    private long bytesUnderWay;

    Downlink(VirtualTime time, double bytesPerSecond) {
        this.time = time;
        this.bytesPerSecond = bytesPerSecond;
    }

    boolean hasRoom() {
        return bytesUnderWay
                < Math.max(BUFFER_SECONDS * bytesPerSecond, BUFFER_BLOCKS * io.starling.torrent.Block.LENGTH_BYTES);
    }

    /** The uplink has something to send here, and is to be pumped when there is room. */
    void await(Uplink uplink) {
        if (!waiting.contains(uplink)) {
            waiting.add(uplink);
        }
    }

    /** Somebody begins to send. */
    void expect(int bytes) {
        bytesUnderWay += bytes;
    }

    /** All of it has been sent; it is here when the link has taken it. */
    void receive(int bytes, Runnable whenHere) {
        freeAtNanos = Math.max(time.now(), freeAtNanos) + (long) (bytes / bytesPerSecond * SECOND_NANOS);
        time.after(freeAtNanos - time.now(), () -> {
            bytesUnderWay -= bytes;
            whenHere.run();
            while (hasRoom() && !waiting.isEmpty()) {
                waiting.remove().pump();
            }
        });
    }
}
