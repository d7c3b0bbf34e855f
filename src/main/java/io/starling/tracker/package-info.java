/**
 * The tracker: its doors parse, one logic answers, one registry remembers.
 *
 * <p>A request goes {@link io.starling.tracker.BusDoor} or {@link io.starling.tracker.TcpDoor} to
 * {@link io.starling.tracker.TrackerLogic} to {@link io.starling.tracker.Catalogue} (the files: durable) or
 * {@link io.starling.tracker.SwarmRegistry} (the peers: soft), and comes back as a record of {@code bus}. Everything but
 * files is done on one context.
 *
 * <p>May import {@code announce}, {@code bus} and below. Public face: {@link io.starling.tracker.TrackerVerticle},
 * {@link io.starling.tracker.TrackerOptions}. In: JSON from anywhere. Out: replies, and events on the bus.
 */
@NullMarked
package io.starling.tracker;

import org.jspecify.annotations.NullMarked;
