/**
 * What travels on the event bus: the addresses, and the records whose JSON goes there.
 *
 * <p>May import {@code torrent} and {@code bencode}. Public face: {@link io.starling.bus.Addresses},
 * {@link io.starling.bus.TrackerRequest}, {@link io.starling.bus.PeerCommand},
 * {@link io.starling.bus.NodeCommand}, {@link io.starling.bus.BusJson}. In: JSON from anywhere. Out: records, validated.
 */
@NullMarked
package io.starling.bus;

import org.jspecify.annotations.NullMarked;
