/**
 * Decisions: what to request next, whom to unchoke, what came too late, how fast it goes. No I/O, no clock, no Vert.x:
 * time and randomness are arguments.
 *
 * <p>May import {@code torrent}. In go piece sets, blocks that came, rates and the time; out come blocks to request,
 * requests to cancel, peers to unchoke and how long to wait. Nothing here calls back.
 *
 * <p>Public face: what to request is decided by one {@link io.starling.policy.RequestLedger} a torrent, with its
 * {@link io.starling.policy.PiecePicker} ({@link io.starling.policy.PickOrder}, {@link io.starling.policy.PriorityPicker})
 * and {@link io.starling.policy.Availability}; how much of it, by a {@link io.starling.policy.RequestWindow} and a
 * {@link io.starling.policy.Waiting} a connection. Whom to send to is decided by a {@link io.starling.policy.Choker}; how
 * fast, by a {@link io.starling.policy.RateLimit}. {@link io.starling.policy.RateMeter} measures.
 */
@NullMarked
package io.starling.policy;

import org.jspecify.annotations.NullMarked;
