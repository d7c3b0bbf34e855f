/**
 * Decisions: what to request next, whom to unchoke, what came too late, how fast it goes. No I/O, no clock, no Vert.x:
 * time and randomness are arguments.
 *
 * <p>May import {@code torrent}. Public face: {@link io.starling.policy.RequestLedger},
 * {@link io.starling.policy.PiecePicker}, {@link io.starling.policy.Availability}.
 */
@NullMarked
package io.starling.policy;

import org.jspecify.annotations.NullMarked;
