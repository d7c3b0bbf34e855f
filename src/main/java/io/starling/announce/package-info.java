/**
 * How to talk to a tracker, behind one interface whatever the road.
 *
 * <p>May import {@code torrent}, {@code bus} and {@code bencode}. Public face:
 * {@link io.starling.announce.TrackerClient}.
 */
@NullMarked
package io.starling.announce;

import org.jspecify.annotations.NullMarked;
