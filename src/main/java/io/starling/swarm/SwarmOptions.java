package io.starling.swarm;

import io.starling.peer.PeerTimeouts;
import io.starling.policy.PickOrder;

/**
 * How a swarm behaves.
 *
 * @param picker in which order pieces are begun
 * @param maxConnections how many connections it may have
 * @param listenPort where this peer listens, as it tells strangers (BEP 10, {@code p})
 * @param timeouts how long its remotes are waited for
 */
public record SwarmOptions(PickOrder picker, int maxConnections, int listenPort, PeerTimeouts timeouts) {}
