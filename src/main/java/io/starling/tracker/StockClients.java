package io.starling.tracker;

import io.starling.announce.AnnounceRequest;
import io.starling.bus.LogEvent;
import io.starling.torrent.InfoHash;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The stock clients: those that know nothing of the bus, and are in a swarm as long as they announce themselves. A client
 * is known by the address that it announces from and the port that it says, so that nobody can speak for it from
 * elsewhere. Owned by the tracker's context; time is given, so that tests turn the clock.
 */
final class StockClients {
    /** How often a client is to announce itself: a swarm of a few machines is soon whole, and a request costs little. */
    static final Duration INTERVAL = Duration.ofMinutes(5);

    /** Sooner nothing new is to be expected; not enforced, since an answer is cheaper than a quarrel. */
    static final Duration MIN_INTERVAL = Duration.ofMinutes(1);

    /** One announce may be lost on the way, and the next may be late. */
    static final Duration LEASE = INTERVAL.multipliedBy(2).plusMinutes(1);

    /** In the swarms of published torrents: at about 1 kB each, 50 MB. */
    static final int MAX_PUBLISHED = 50_000;

    /** In all other swarms, which anybody can make up; they never take the place of those of published torrents. */
    static final int MAX_OPEN = 20_000;

    private record Place(InfoHash infoHash, Endpoint endpoint) {}

    private final Swarms swarms;
    private final LongSupplier clockMillis;
    private final TrackerLog log;
    private final Map<Place, StockMember> members = new HashMap<>();
    private final StockPlaces published = new StockPlaces(MAX_PUBLISHED, LEASE);
    private final StockPlaces open = new StockPlaces(MAX_OPEN, LEASE);

    /** @param clockMillis milliseconds of a clock that never goes back */
    StockClients(Swarms swarms, LongSupplier clockMillis, TrackerLog log) {
        this.swarms = swarms;
        this.clockMillis = clockMillis;
        this.log = log;
    }

    /** The client takes part, or still does, and stands as it says. */
    StockMember announced(AnnounceRequest request, Endpoint endpoint, TrackedSwarm swarm) {
        Place place = new Place(request.infoHash(), endpoint);
        StockMember known = members.get(place);
        StockMember member;
        if (known != null && known.isSameRun(request)) {
            member = known;
            if (swarm.announced(member, request)) {
                say(member, "has everything now");
            }
        } else {
            member = new StockMember(endpoint, swarm, request);
            swarm.enter(member);
            members.put(place, member);
            say(member, member.isComplete() ? "joined with everything" : "joined");
            if (known != null) {
                forget(known);
            }
        }
        hold(member);
        swarms.changed(swarm);
        return member;
    }

    /** The client leaves; what is not known to come from it has no effect. */
    void stopped(AnnounceRequest request, Endpoint endpoint) {
        StockMember known = members.get(new Place(request.infoHash(), endpoint));
        if (known != null && known.isProven(request)) {
            end(known, "left");
        }
    }

    /** Ends the part of those that announce themselves no more; to be called now and then. */
    void expire() {
        long now = clockMillis.getAsLong();
        for (StockPlaces places : List.of(published, open)) {
            for (StockMember member : places.takeExpired(now)) {
                end(member, "expired: it did not announce itself for " + LEASE.toMinutes() + " min");
            }
        }
    }

    /** How many take part, one in two swarms counted twice. */
    int count() {
        return members.size();
    }

    private void hold(StockMember member) {
        StockPlaces places = placesOf(member);
        if (places == published) {
            open.end(member); // where it was before its torrent was published
        }
        for (StockMember loser : places.take(member, clockMillis.getAsLong())) {
            end(loser, "made room for another: there are too many clients");
        }
    }

    private StockPlaces placesOf(StockMember member) {
        return member.swarm.isPublished() ? published : open;
    }

    private void end(StockMember member, String why) {
        members.remove(new Place(member.swarm.infoHash, member.endpoint), member);
        forget(member);
        say(member, why);
    }

    private void forget(StockMember member) {
        published.end(member);
        open.end(member);
        swarms.leave(member);
    }

    private void say(StockMember member, String what) {
        log.say(LogEvent.Level.INFO, member.swarm.infoHash, member + " " + what);
    }
}
