package io.starling.tracker;

import io.starling.announce.AnnounceReply;
import io.starling.announce.AnnounceRequest;
import io.starling.announce.ScrapeReply;
import io.starling.bus.BusException;
import io.starling.bus.Envelope;
import io.starling.torrent.InfoHash;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.util.Collection;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the doors ask as long as they are open: the active tracker while it is here. While this one stands by, everything is
 * answered by 503 and where else to ask: a client that knows of several trackers goes on to the next. Owned by the
 * tracker's context.
 */
final class Duty implements Requests, Announces {
    private final Supplier<String> whereElse;
    private @Nullable ActiveTracker active;

    /** @param whereElse completes the sentence "this tracker stands by; …" */
    Duty(Supplier<String> whereElse) {
        this.whereElse = whereElse;
    }

    void take(ActiveTracker tracker) {
        active = tracker;
    }

    void standBy() {
        active = null;
    }

    @Override
    public Future<Envelope> answer(JsonObject body, Caller caller) {
        return active == null
                ? Future.failedFuture(standsBy())
                : active.requests().answer(body, caller);
    }

    @Override
    public AnnounceReply announce(AnnounceRequest request, InetAddress from, Predicate<InetAddress> canTell) {
        return announces().announce(request, from, canTell);
    }

    @Override
    public ScrapeReply scrape(Collection<InfoHash> infoHashes) {
        return announces().scrape(infoHashes);
    }

    private Announces announces() {
        if (active == null) {
            throw standsBy();
        }
        return active.announces();
    }

    private BusException standsBy() {
        return new BusException(BusException.NO_TRACKER, "this tracker stands by; " + whereElse.get());
    }
}
