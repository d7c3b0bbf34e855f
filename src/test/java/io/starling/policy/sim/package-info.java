/**
 * A swarm on a virtual clock: links with rates and a delay, and peers that decide with the real policy code. Nothing waits,
 * so a minute of a hundred peers takes a second or two, and a seed repeats it exactly.
 *
 * <p>Walk: {@link io.starling.policy.sim.Scenario} (what is to happen) → {@link io.starling.policy.sim.Crowd} (who is
 * there) → {@link io.starling.policy.sim.SimPeer} and {@link io.starling.policy.sim.SimConnection} (who decides) →
 * {@link io.starling.policy.sim.Uplink}, {@link io.starling.policy.sim.Downlink} (what takes time) →
 * {@link io.starling.policy.sim.Outcome} (what became of it).
 */
package io.starling.policy.sim;
