package io.starling.tracker;

import java.time.Duration;

/**
 * How much strangers may take of the TCP door.
 *
 * @param connections each costs a file descriptor
 * @param connectionsPerAddress one machine, perhaps with many peers, leaves room for the others
 * @param heldBytes of frames that are not whole, and as much of replies that were not taken, of all connections together
 * @param heldBytesPerAddress the part of them that one machine may take
 * @param idle after so long without a byte in either direction a connection is closed
 * @param frame so long may a frame take from its first byte to its last
 */
record DoorLimits(
        int connections,
        int connectionsPerAddress,
        long heldBytes,
        long heldBytesPerAddress,
        Duration idle,
        Duration frame) {
    /**
     * The limit of file descriptors of many systems is a few thousand. A peer sends a heartbeat every few seconds, and a
     * client of the protocol pings. The largest frame arrives in time at 2.3 Mbit/s.
     */
    static final DoorLimits DEFAULT =
            new DoorLimits(4_000, 1_000, 256L << 20, 64L << 20, Duration.ofSeconds(60), Duration.ofSeconds(60));
}
