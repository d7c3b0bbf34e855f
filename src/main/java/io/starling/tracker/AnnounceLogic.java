package io.starling.tracker;

import io.starling.announce.AnnounceEvent;
import io.starling.announce.AnnounceReply;
import io.starling.announce.AnnounceRequest;
import io.starling.announce.ScrapeReply;
import io.starling.bus.BusException;
import io.starling.torrent.InfoHash;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the tracker answers to stock clients, by whichever protocol they ask (BEP 3, 48). They are told of registered peers
 * and of each other alike. A registered peer that announces itself too, since a torrent names this tracker, is told of others
 * and is no second member. Owned by the tracker's context.
 */
final class AnnounceLogic implements Announces {
    /** Peers for a client that does not say how many it wants (BEP 3). */
    static final int DEFAULT_NUM_WANT = 50;

    /** More connections than this most clients do not make; a reply stays a few kB. */
    static final int MAX_NUM_WANT = 200;

    private final Catalogue catalogue;
    private final Swarms swarms;
    private final StockClients clients;
    private final boolean isOpen;

    /** @param isOpen whether torrents are served that are not in the catalogue */
    AnnounceLogic(Catalogue catalogue, Swarms swarms, StockClients clients, boolean isOpen) {
        this.catalogue = catalogue;
        this.swarms = swarms;
        this.clients = clients;
        this.isOpen = isOpen;
    }

    @Override
    public AnnounceReply announce(AnnounceRequest request, InetAddress from, Predicate<InetAddress> canTell) {
        Optional<CatalogueEntry> entry = catalogue.get(request.infoHash());
        if (entry.isEmpty() && !isOpen) {
            throw new BusException(
                    BusException.UNKNOWN, "info_hash: " + request.infoHash() + " is not published at this tracker");
        }
        Endpoint endpoint = new Endpoint(from, request.port());
        if (request.event() == AnnounceEvent.STOPPED) {
            clients.stopped(request, endpoint);
            return reply(swarms.get(request.infoHash()).orElse(null), List.of());
        }
        Optional<Member> peer =
                swarms.get(request.infoHash()).flatMap(swarm -> swarm.registered(request.peerId(), endpoint));
        if (peer.isPresent()) {
            TrackedSwarm swarm = peer.get().swarm;
            return reply(swarm, swarm.pick(wanted(request), isOfUseTo(peer.get(), request, from, canTell)));
        }
        TrackedSwarm swarm = entry.map(known -> swarms.ofPublished(known.infoHash(), known.pieces()))
                .orElseGet(() -> swarms.ofAny(request.infoHash()));
        StockMember member = clients.announced(request, endpoint, swarm);
        return reply(swarm, swarm.pick(wanted(request), isOfUseTo(member, request, from, canTell)));
    }

    private static AnnounceReply reply(@Nullable TrackedSwarm swarm, Collection<Member> others) {
        int seeds = swarm == null ? 0 : swarm.seeds();
        int members = swarm == null ? 0 : swarm.members();
        List<AnnounceReply.Peer> peers =
                others.stream().flatMap(AnnounceLogic::peer).toList();
        return new AnnounceReply(StockClients.INTERVAL, StockClients.MIN_INTERVAL, seeds, members - seeds, peers);
    }

    private static Stream<AnnounceReply.Peer> peer(Member member) {
        return member.address().stream()
                .map(address -> new AnnounceReply.Peer(member.peerId(), address, member.port()));
    }

    private static int wanted(AnnounceRequest request) {
        return request.numWant() < 0 ? DEFAULT_NUM_WANT : (int) Math.min(request.numWant(), MAX_NUM_WANT);
    }

    /** aria2 lacks 0 bytes, it says at its start, of a magnet link of which it does not know the length. */
    private static boolean knowsThatItIsComplete(AnnounceRequest request) {
        return request.left() == 0 && request.event() != AnnounceEvent.STARTED;
    }

    /** Others that it can dial, and that have something for it or want something of it. */
    private static Predicate<Member> isOfUseTo(
            Member client, AnnounceRequest request, InetAddress own, Predicate<InetAddress> canTell) {
        boolean isComplete = knowsThatItIsComplete(request);
        return other -> other != client
                && !(isComplete && other.isComplete())
                && other.address()
                        .filter(canTell)
                        .filter(address -> canDial(own, address))
                        .isPresent();
    }

    /** Who asks over IPv6 may have IPv4 as well (BEP 7); the loopback address of another machine is that of oneself. */
    private static boolean canDial(InetAddress from, InetAddress to) {
        boolean isFamily = to instanceof Inet4Address || !(from instanceof Inet4Address);
        return isFamily && (from.isLoopbackAddress() || !to.isLoopbackAddress());
    }

    @Override
    public ScrapeReply scrape(Collection<InfoHash> infoHashes) {
        TreeMap<InfoHash, ScrapeReply.Counts> counts = new TreeMap<>();
        for (InfoHash infoHash : infoHashes) {
            if (isOpen || catalogue.get(infoHash).isPresent()) {
                counts.put(infoHash, counts(infoHash));
            }
        }
        return new ScrapeReply(counts);
    }

    private ScrapeReply.Counts counts(InfoHash infoHash) {
        Optional<TrackedSwarm> swarm = swarms.get(infoHash);
        int seeds = swarm.map(TrackedSwarm::seeds).orElse(0);
        int members = swarm.map(TrackedSwarm::members).orElse(0);
        return new ScrapeReply.Counts(seeds, swarms.completions(infoHash), members - seeds);
    }
}
