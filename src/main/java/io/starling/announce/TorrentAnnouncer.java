package io.starling.announce;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Announces one torrent to the trackers that it names (BEP 3, 12, 15): one at a time, the first that answers; again when
 * its interval is over; and when none answers, after a while that doubles. Each is told of our beginning, of the
 * completion and of our end. Owned by the context of its swarm.
 */
public final class TorrentAnnouncer {
    /** For the answer to a farewell: whoever leaves does not wait for a tracker that is gone. */
    static final Duration FAREWELL = Duration.ofSeconds(2);

    /** Of BEP 15, which has 15 · 2^8 s at the end; a tracker that is back is to be found within half an hour. */
    private static final Duration FIRST_RETRY = Duration.ofSeconds(15);

    private static final int MAX_DOUBLINGS = 7;

    private final Vertx vertx;
    private final TrackerTiers tiers;
    private final Subject subject;
    private final Function<String, Optional<ForeignTracker>> at;
    private final Map<String, ForeignTracker> trackers = new HashMap<>();

    /** Those that know of us, or may: they are told that we leave. */
    private final Set<String> told = new HashSet<>();

    private long timer;
    private int failures;
    private boolean isRunning;
    private boolean isAsking;
    private boolean isCompletionDue;

    /** Counts beginnings and ends: what comes back from an earlier life has no say. */
    private int life;

    /** Whose torrent it is. */
    public interface Subject {
        /** How things stand, with the event that is to be told. */
        AnnounceRequest request(AnnounceEvent event);

        /** Where others can be dialled. */
        void onPeers(List<SocketAddress> peers);

        /** None of the trackers answers, and why: said once until one does. */
        void onUnanswered(String reasons);
    }

    /** @param tiers as the torrent has them */
    public TorrentAnnouncer(Vertx vertx, List<List<String>> tiers, Subject subject) {
        this(vertx, new TrackerTiers(tiers, new Random()), subject, url -> ForeignTracker.at(vertx, url));
    }

    TorrentAnnouncer(Vertx vertx, TrackerTiers tiers, Subject subject, Function<String, Optional<ForeignTracker>> at) {
        this.vertx = vertx;
        this.tiers = tiers;
        this.subject = subject;
        this.at = at;
    }

    /** Begins to announce, and goes on until {@link #stop}. */
    public void start() {
        tiers.inOrder().forEach(url -> at.apply(url).ifPresent(tracker -> trackers.putIfAbsent(url, tracker)));
        if (isRunning || trackers.isEmpty()) {
            return;
        }
        isRunning = true;
        failures = 0;
        life++;
        announce();
    }

    /** Whether it has begun: of a torrent without trackers that are spoken to here, never. */
    public boolean isRunning() {
        return isRunning;
    }

    /** The last piece has come: said at once, to a tracker that saw us without it. */
    public void completed() {
        if (isRunning) {
            isCompletionDue = true;
            announce();
        }
    }

    /** Takes leave of the trackers that know us; completes when they have answered, or have had time enough. */
    public Future<Void> stop() {
        isRunning = false;
        isAsking = false;
        isCompletionDue = false;
        life++;
        vertx.cancelTimer(timer);
        List<Future<?>> farewells = new ArrayList<>();
        for (String url : told) {
            farewells.add(tracker(url).announce(subject.request(AnnounceEvent.STOPPED)));
        }
        told.clear();
        return Future.join(farewells)
                .timeout(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private void announce() {
        if (isAsking) {
            return; // what is due meanwhile is looked at when there is an answer
        }
        isAsking = true;
        vertx.cancelTimer(timer);
        int mine = life;
        Iterator<String> urls =
                tiers.inOrder().stream().filter(trackers::containsKey).iterator();
        ask(urls, new ArrayList<>()).onComplete(done -> {
            if (life == mine) {
                isAsking = false;
                proceed(done.succeeded() ? done.result().interval() : retry(done.cause()));
            }
        });
    }

    private Future<Announced> ask(Iterator<String> urls, List<String> reasons) {
        if (!urls.hasNext()) {
            return Future.failedFuture(String.join(", ", reasons));
        }
        String url = urls.next();
        AnnounceEvent event = eventFor(url);
        told.add(url);
        int mine = life;
        return tracker(url)
                .announce(subject.request(event))
                .compose(
                        answer -> {
                            if (life == mine) {
                                answered(url, event, answer);
                            }
                            return Future.succeededFuture(answer);
                        },
                        cause -> {
                            if (life != mine) {
                                return Future.failedFuture(cause);
                            }
                            told.remove(url);
                            reasons.add(String.valueOf(cause.getMessage()));
                            return ask(urls, reasons);
                        });
    }

    private AnnounceEvent eventFor(String url) {
        if (!told.contains(url)) {
            return AnnounceEvent.STARTED;
        }
        return isCompletionDue ? AnnounceEvent.COMPLETED : AnnounceEvent.NONE;
    }

    private void answered(String url, AnnounceEvent event, Announced answer) {
        failures = 0;
        tiers.answered(url);
        isCompletionDue &= event != AnnounceEvent.COMPLETED;
        subject.onPeers(answer.peers());
    }

    private Duration retry(Throwable cause) {
        if (failures == 0) {
            subject.onUnanswered(String.valueOf(cause.getMessage()));
        }
        Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(failures, MAX_DOUBLINGS));
        failures++;
        return wait;
    }

    private void proceed(Duration wait) {
        if (isCompletionDue && failures == 0) {
            announce();
        } else {
            timer = vertx.setTimer(wait.toMillis(), id -> announce());
        }
    }

    private ForeignTracker tracker(String url) {
        ForeignTracker tracker = trackers.get(url);
        if (tracker == null) {
            throw new IllegalStateException("no tracker at a URL that was told");
        }
        return tracker;
    }
}
