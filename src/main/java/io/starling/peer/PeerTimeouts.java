package io.starling.peer;

import java.time.Duration;

/**
 * How long a remote is waited for.
 *
 * @param handshake a peer that has not said who it is by then is not one; nor is one that sends a byte now and then
 * @param keepAlive after so long without a message one is sent: other clients close a connection after 120 s of silence
 *     (BEP 3)
 * @param silence who has said nothing for so long is gone
 * @param unread who has taken nothing for so long of what waits for it is not reading; at most half a MiB waits in one
 *     write, so this is no slow link
 * @param webSeed a web seed that has sent no whole block for so long has stalled
 */
public record PeerTimeouts(
        Duration handshake, Duration keepAlive, Duration silence, Duration unread, Duration webSeed) {
    public static final PeerTimeouts DEFAULT = new PeerTimeouts(
            Duration.ofSeconds(10),
            Duration.ofSeconds(100),
            Duration.ofSeconds(150),
            Duration.ofSeconds(120),
            Duration.ofSeconds(30));
}
