/**
 * The tracker: its doors parse, its logic answers, and what it knows is of two kinds, files (durable) and who has what
 * (soft). The doors are always open; they ask the {@code Duty}, which knows of an {@code ActiveTracker} with the parts below
 * while this node has that, and says otherwise that this one stands by. The files are shared by the trackers of a cluster
 * ({@code SharedCatalogue}); who has what is the active one's alone.
 *
 * <pre>
 *   BusDoor, TcpDoor ─TrackerRequest─► TrackerLogic ──► SwarmRegistry ─┐      registered peers: heartbeats, pieces, views
 *                                           │                          ├─► Swarms ─► TrackedSwarm ─► Member
 *                                      Catalogue                       │
 *                                           │                          │
 *   HttpDoor, UdpDoor ─AnnounceRequest► AnnounceLogic ► StockClients ──┘      stock clients: announces, bytes left
 * </pre>
 *
 * <p>Both kinds of peers are members of the same swarms: each is told of the other, and counted with it. Replies are records
 * of {@code bus} and {@code announce}. Everything but files is done on one context.
 *
 * <p>May import {@code announce}, {@code bus} and below. Public face: {@link io.starling.tracker.TrackerVerticle},
 * {@link io.starling.tracker.TrackerOptions}. In: JSON from anywhere, queries and datagrams of clients. Out: replies, and events on the
 * bus.
 */
@NullMarked
package io.starling.tracker;

import org.jspecify.annotations.NullMarked;
