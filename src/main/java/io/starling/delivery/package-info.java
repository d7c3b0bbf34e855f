/**
 * Deliveries: a file is pushed to peers, which are told to fetch it until they have it. One node of a cluster at a time sees
 * to all of them, the one with the active tracker; what must outlive it is on the board, which all nodes keep together.
 *
 * <pre>
 *   bus ─DeliveryRequest─► DeliveryVerticle ──► Coordinator ──► Board         what is remembered: a map of the cluster
 *   bus ◄─DeliveriesChanged── DeliveryPublisher ◄───│────│────────┘
 *                                                   │    │
 *            peers ◄──PeerCommand, PeerStatus──► PeerCalls Sightings, Orders  what is known at the moment
 *                                                   │    │
 *                                                   ▼    ▼
 *                                                   Review                    what to order, and how it stands: no clock, no I/O
 * </pre>
 *
 * <p>May import {@code announce}, {@code bus} and below. Public face: {@link io.starling.delivery.DeliveryVerticle}, and
 * {@link io.starling.delivery.RollCall}, by which it is told of all peers. In: requests on the bus, statuses of peers. Out:
 * commands to peers, deliveries as they stand.
 */
@NullMarked
package io.starling.delivery;

import org.jspecify.annotations.NullMarked;
