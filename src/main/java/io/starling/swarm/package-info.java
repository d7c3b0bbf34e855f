/**
 * One torrent in progress: its connections, what it asks of whom, its storage, its announces.
 *
 * <p>May import {@code peer} and below. Public face: {@link io.starling.swarm.Swarm},
 * {@link io.starling.swarm.TrackerSession}, {@link io.starling.swarm.SwarmHome}. In: a piece store, connections, what the
 * tracker says. Out: snapshots, updates to the tracker, and the files.
 */
@NullMarked
package io.starling.swarm;

import org.jspecify.annotations.NullMarked;
