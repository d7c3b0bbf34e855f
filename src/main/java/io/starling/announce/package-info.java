/**
 * How to talk to a tracker: to ours, behind one interface whatever the road; and to those that a torrent names, by HTTP and
 * UDP.
 *
 * <p>May import {@code torrent}, {@code bus} and {@code bencode}. Public face:
 * {@link io.starling.announce.TrackerClient}, and for whoever serves the TCP event bus protocol
 * {@link io.starling.announce.BusFrame}, {@link io.starling.announce.BusFrameDecoder},
 * {@link io.starling.announce.BusFrameEncoder}, for whoever serves announces the codecs of those by UDP,
 * {@link io.starling.announce.UdpRequest}, {@link io.starling.announce.UdpAnnounce} and
 * {@link io.starling.announce.UdpScrape}; {@link io.starling.announce.TorrentAnnouncer};
 * {@link io.starling.announce.HttpFetch} and, for files of web servers, {@link io.starling.announce.HttpRanges}. In: bytes from a tracker's socket, bounded before they are believed. Out:
 * replies as records, failures as {@link io.starling.bus.BusException} with the tracker's code.
 */
@NullMarked
package io.starling.announce;

import org.jspecify.annotations.NullMarked;
