package io.starling.tracker;

import io.starling.announce.AnnounceReply;
import io.starling.announce.AnnounceRequest;
import io.starling.announce.ScrapeReply;
import io.starling.bus.BusException;
import io.starling.torrent.InfoHash;
import java.net.InetAddress;
import java.util.Collection;
import java.util.function.Predicate;

/** Whom the doors for stock clients ask. For the tracker's context. */
interface Announces {
    /**
     * Takes notice of a client, and tells it of others.
     *
     * @param from the address that the request comes from, which is the client's, whatever it says
     * @param canTell whether the answer has room for others with such an address
     * @throws BusException 404 when the torrent is not served here, 503 when this tracker serves none at the moment
     */
    AnnounceReply announce(AnnounceRequest request, InetAddress from, Predicate<InetAddress> canTell);

    /**
     * How these swarms stand; those that an announce would be refused for are left out.
     *
     * @throws BusException 503 when this tracker serves none at the moment
     */
    ScrapeReply scrape(Collection<InfoHash> infoHashes);
}
