package io.starling.dashboard;

import java.time.Duration;

/**
 * How much of the dashboard one may take by connecting to it.
 *
 * @param connections each costs a file descriptor
 * @param connectionsPerAddress a browser opens some six; a proxy in front has one address for all
 * @param arrival so long may a request take to arrive, from when its connection is free for it
 * @param listeners pages that follow events; each may hold some MB when it does not read
 * @param silence a page answers a heartbeat every 5 s; one that has missed three is gone or frozen
 * @param standstill so long may one event take over a slow link; a page that takes nothing for longer does not read
 */
record ConnectionLimits(
        int connections,
        int connectionsPerAddress,
        Duration arrival,
        int listeners,
        Duration silence,
        Duration standstill) {
    static final ConnectionLimits DEFAULT = new ConnectionLimits(
            1_000, 300, Duration.ofSeconds(60), 100, Duration.ofSeconds(16), Duration.ofSeconds(60));
}
