/**
 * One torrent in progress: its connections, what it asks of whom, its storage, its announces.
 *
 * <p>May import {@code peer} and below.
 */
@NullMarked
package io.starling.swarm;

import org.jspecify.annotations.NullMarked;
